import { useEffect, useMemo, useRef, useState } from 'react';
import type { Mention } from '#protocol/conversations.ts';
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

/** Whom one can mention while one writes in a group. */
export function useMentions(conversation: string, group: boolean, text: string, caret: number): Mentions {
  const people = useMentionable(conversation, group, text.includes('@'));
  const picked = useRef<Mentionable[]>([]);
  const [chosen, choose] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const query = group ? mentionQuery(text, caret) : undefined;
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
    of: (said) => (group ? mentionsIn(said, people, picked.current) : []),
  };
}

function useMentionable(conversation: string, group: boolean, wanted: boolean): Mentionable[] {
  const client = useClient();
  const words = useWords(messageWords);
  const me = useMe()?.id;
  const { members, summary } = useConversation(conversation);
  const everybody = summary === undefined || may(summary, 'mentionAll');
  const missing = group && wanted && members === undefined;
  useEffect(() => {
    if (missing) client.loadMembers(conversation).catch(() => {});
  }, [client, conversation, missing]);
  const others = useMemo(() => (members ?? []).map(({ user }) => user).filter((user) => user !== me), [members, me]);
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
