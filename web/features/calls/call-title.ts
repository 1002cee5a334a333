import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useConversations, useMe } from '#web/app/client.tsx';
import { useNames, useTitle } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { callWords } from './words.ts';

const NOBODY: readonly UserId[] = [];

/** Names in one text, as the reader calls them. */
export function useNameList(ids: readonly UserId[]): string {
  const words = useWords(callWords);
  const nameOf = useNames(ids);
  const comma = useLanguage() === 'zh' ? '、' : ', ';
  return ids.map((id) => nameOf(id) ?? words.somebody).join(comma);
}

export function useSummary(conversation: ConversationId | undefined): Summary | undefined {
  return useConversations().find(({ id }) => id === conversation)?.summary;
}

/** What a call is called: its group, or the others who are called to it. */
export function useCallTitle(entry: CallEntry | undefined, conversation: ConversationId | undefined): string {
  const me = useMe()?.id;
  const summary = useSummary(entry?.conversation ?? conversation);
  const place = useTitle(summary);
  const others = entry?.people.filter(({ user }) => user !== me).map(({ user }) => user) ?? NOBODY;
  const names = useNameList(others);
  if (place !== '' && (summary?.kind !== 'direct' || others.length < 2)) return place;
  return names === '' ? place : names;
}

/** Whose face stands for a call; undefined for those of groups. */
export function faceOf(entry: CallEntry | undefined, summary: Summary | undefined, me: UserId): UserId | undefined {
  if (entry?.group || (summary !== undefined && summary.kind !== 'direct')) return undefined;
  const others = entry?.people.filter(({ user }) => user !== me) ?? [];
  if (others.length > 1) return undefined;
  return others[0]?.user ?? summary?.peer;
}
