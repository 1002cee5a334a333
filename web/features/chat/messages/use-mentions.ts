import { useEffect, useMemo, useRef, useState } from 'react';
import type { Member, Mention } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient, useConversation, useMe } from '#web/app/client.tsx';
import { useNicknames } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { may } from '../groups/standing.ts';
import { type Mentionable, matching, mentionQuery, mentionsIn, withMention } from './mentions.ts';
import { messageWords } from './words.ts';

export interface Mentions {
  /** Who is offered; empty while nobody is looked for. */
  offered: readonly Mentionable[];
  chosen: number;
  choose: (index: number) => void;
  /** The text with the offered one in it. */
  pick: (one: Mentionable) => { text: string; caret: number };
  dismiss: () => void;
  /** Whom the text means. */
  of: (text: string) => Mention[];
}

/** Whom one can mention while one writes in a group. `meant`: whom what is half written meant before. */
export function useMentions(
  conversation: string,
  group: boolean,
  text: string,
  caret: number,
  meant: readonly Mention[],
): Mentions {
  const query = group ? mentionQuery(text, caret) : undefined;
  const people = useMentionable({ conversation, group, wanted: text.includes('@'), query });
  const picked = useRef<Mentionable[]>([]);
  const before = useNamed(meant);
  const [chosen, choose] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const offered = query === undefined || dismissed === text ? [] : matching(query, people);
  return {
    offered,
    chosen: Math.min(chosen, Math.max(0, offered.length - 1)),
    choose,
    pick(one) {
      picked.current.push(one);
      choose(0);
      return withMention(text, caret, one.name);
    },
    dismiss: () => setDismissed(text),
    of: (said) => (group ? mentionsIn(said, people, [...picked.current, ...before]) : []),
  };
}

/** Everybody at once is called differently in each language, and the text may be of either. */
const MANY: readonly Mentionable[] = [messageWords.en, messageWords.zh].flatMap((words) => [
  { who: 'all' as const, name: words.everybody },
  { who: 'here' as const, name: words.hereName },
]);

function useNamed(mentions: readonly Mention[]): readonly Mentionable[] {
  const people = useMemo(() => mentions.filter((who) => who !== 'all' && who !== 'here'), [mentions]);
  const nameOf = useNicknames(people);
  return useMemo(() => {
    const many = MANY.filter(({ who }) => mentions.includes(who));
    const named = people.flatMap((who) => {
      const name = nameOf(who);
      return name === undefined ? [] : [{ who, name }];
    });
    return [...named, ...many];
  }, [mentions, people, nameOf]);
}

interface Looking {
  conversation: string;
  group: boolean;
  wanted: boolean;
  /** What is being typed after an @. */
  query: string | undefined;
}

function useMentionable({ conversation, group, wanted, query }: Looking): Mentionable[] {
  const client = useClient();
  const words = useWords(messageWords);
  const me = useMe()?.id;
  const { members, summary } = useConversation(conversation);
  const everybody = summary === undefined || may(summary, 'mentionAll');
  const large = (summary?.memberCount ?? 0) > LIMITS.memberPage;
  const found = useFoundMembers(conversation, group && large ? query : undefined);
  const missing = group && wanted && members === undefined && !large;
  useEffect(() => {
    if (missing) client.loadMembers(conversation).catch(() => {});
  }, [client, conversation, missing]);
  const known = large ? found : members;
  const others = useMemo(() => (known ?? []).map(({ user }) => user).filter((user) => user !== me), [known, me]);
  const nameOf = useNicknames(others);
  return useMemo(() => {
    const named = others.flatMap((who) => {
      const name = nameOf(who);
      return name === undefined ? [] : [{ who, name }];
    });
    const many = [
      { who: 'all' as const, name: words.everybody },
      { who: 'here' as const, name: words.hereName },
    ];
    return everybody ? [...named, ...many] : named;
  }, [others, nameOf, words, everybody]);
}

/** How long somebody may pause while typing before the server is asked, in ms. */
const PAUSE_MS = 150;

/** [GR82] Of a large conversation, whoever was found for what was typed after an @ so far. */
function useFoundMembers(conversation: string, query: string | undefined): readonly Member[] {
  const client = useClient();
  const [found, setFound] = useState<{ conversation: string; members: readonly Member[] }>();
  useEffect(() => {
    if (query === undefined) return;
    let live = true;
    const timer = setTimeout(() => {
      client.loadMembers(conversation, { query }).then(
        ({ members }) =>
          live && setFound((before) => ({ conversation, members: grown(before, conversation, members) })),
        () => {}, // Out of reach: whoever was found before is offered.
      );
    }, PAUSE_MS);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [client, conversation, query]);
  return found?.conversation === conversation ? found.members : NOBODY;
}

const NOBODY: readonly Member[] = [];

function grown(
  before: { conversation: string; members: readonly Member[] } | undefined,
  conversation: string,
  more: readonly Member[],
): readonly Member[] {
  const known = before?.conversation === conversation ? before.members : NOBODY;
  const there = new Set(known.map(({ user }) => user));
  return [...known, ...more.filter(({ user }) => !there.has(user))];
}
