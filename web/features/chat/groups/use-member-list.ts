import { useEffect, useRef, useState } from 'react';
import type { ConversationView, MembersPage } from '#client/view.ts';
import { asFailure, type Failure } from '#kernel/failure.ts';
import { nameAnswers } from '#kernel/search/names.ts';
import type { Role } from '#protocol/common.ts';
import type { Member, Summary } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };
/** How long somebody may pause while typing before the server is asked, in ms. */
const PAUSE_MS = 150;
/** In large conversations people come and go all the time: the list follows this much later, in ms. */
const CALM_MS = 1_000;

export interface MemberList {
  /** Undefined while nothing is known. */
  members: readonly Member[] | undefined;
  /** Fetches what comes next; undefined: there is no more, or it is on its way. */
  more: (() => void) | undefined;
  failure: Failure | undefined;
  retry: () => void;
}

/** Who is in and has `query` in their name, followed. Of large conversations as far as somebody has scrolled. */
export function useMemberList(view: ConversationView, summary: Summary, query: string): MemberList {
  // It may have grown beyond what this device has heard.
  const [grown, setGrown] = useState<string>();
  const large = summary.memberCount > LIMITS.memberPage || grown === view.id;
  const words = query.trim().slice(0, LIMITS.searchChars);
  const paged = usePages(view, summary, words, large);
  const whole = useWhole(view, words, !large, setGrown);
  const { at } = useStatus();
  const list = large ? paged : whole;
  // It is asked for again as soon as the connection stands.
  return at === 'starting' || at === 'connecting' ? { ...list, failure: undefined } : list;
}

/** Of a small one the client knows everybody, and how this person calls them. */
function useWhole(
  { id, members }: ConversationView,
  words: string,
  wanted: boolean,
  onLarge: (id: string) => void,
): MemberList {
  const client = useClient();
  const language = useLanguage();
  const online = useStatus().at === 'online';
  const [failure, setFailure] = useState<Failure>();
  const [tries, setTries] = useState(0);
  const nameOf = useNames(members?.map((member) => member.user) ?? []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a connection and another try are reasons to ask
  useEffect(() => {
    if (!wanted) return;
    setFailure(undefined);
    client.loadMembers(id).then(
      ({ next }) => next !== undefined && onLarge(id),
      (error: unknown) => setFailure(asFailure(error)),
    );
  }, [client, id, wanted, online, tries, onLarge]);
  const collator = new Intl.Collator(localeOf(language));
  const found = members
    ?.filter(({ user }) => nameAnswers(nameOf(user) ?? '', words))
    .sort((a, b) => RANK[a.role] - RANK[b.role] || collator.compare(nameOf(a.user) ?? '', nameOf(b.user) ?? ''));
  return { members: found, more: undefined, failure, retry: () => setTries(tries + 1) };
}

interface Pages extends MembersPage {
  of: string;
}

function usePages({ id, membersAt }: ConversationView, summary: Summary, words: string, wanted: boolean): MemberList {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [pages, setPages] = useState<Pages>();
  const [failure, setFailure] = useState<Failure>();
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(false);
  const of = `${id} ${words}`;
  const shown = useRef<Pages>(undefined);
  shown.current = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: who came or went, a connection and another try are reasons to ask
  useEffect(() => {
    if (!wanted) return;
    let live = true;
    const known = shown.current;
    const pauseMs = known === undefined ? 0 : known.of === of ? CALM_MS : PAUSE_MS;
    const timer = setTimeout(() => void load(), pauseMs);
    /** As much as was there before, so that nobody loses their place. */
    async function load() {
      try {
        const fresh = await loadPages(known?.of === of ? known.members.length : 0);
        if (!live) return;
        setFailure(undefined);
        setPages(fresh);
      } catch (error) {
        if (live) setFailure(asFailure(error));
      }
    }
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [client, of, wanted, online, membersAt, summary.memberCount, tries]);

  async function loadPages(least: number): Promise<Pages> {
    let page = await client.loadMembers(id, { query: words });
    let { members } = page;
    while (page.next !== undefined && members.length < least) {
      page = await client.loadMembers(id, { query: words, page: page.next });
      members = joined(members, page.members);
    }
    return { of, members, ...(page.next === undefined ? {} : { next: page.next }) };
  }

  async function more(from: Pages, next: string) {
    setBusy(true);
    try {
      const page = await client.loadMembers(id, { query: words, page: next });
      const { next: _, ...rest } = from;
      const grown = { ...rest, ...page, members: joined(from.members, page.members) };
      setPages((now) => (now === from ? grown : now));
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  }

  const next = pages?.of === of && !busy && failure === undefined ? pages.next : undefined;
  return {
    members: pages?.members,
    more: pages === undefined || next === undefined ? undefined : () => void more(pages, next),
    failure,
    retry: () => setTries(tries + 1),
  };
}

function joined(known: Member[], more: readonly Member[]): Member[] {
  const there = new Set(known.map(({ user }) => user));
  return [...known, ...more.filter(({ user }) => !there.has(user))];
}
