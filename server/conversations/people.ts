import type { Person, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line, Summary } from '#protocol/conversations.ts';
import type { Identity } from '../identity/api.ts';
import { peopleIn } from './rows.ts';

export type PeopleSource = Pick<Identity, 'people' | 'among'>;

/** Whether all of them have accounts. */
export async function exist(source: PeopleSource, ids: readonly UserId[]): Promise<boolean> {
  const found = await named(source, ids);
  return found.filter(({ guest }) => !guest).length === new Set(ids).size;
}

/** Everybody whom the events or lines name. */
export function namedIn(source: PeopleSource, events: readonly (ConversationEvent | Line)[]): Promise<Person[]> {
  return named(source, events.flatMap(peopleIn));
}

/** Everybody whom the summaries name. */
export function namedInSummaries(source: PeopleSource, summaries: readonly Summary[]): Promise<Person[]> {
  return named(
    source,
    summaries.flatMap(({ peer, settings, last }) => [
      ...(peer === undefined ? [] : [peer]),
      ...(settings?.announcement ? [settings.announcement.by] : []),
      ...peopleIn(last),
    ]),
  );
}

export async function named(source: PeopleSource, ids: readonly UserId[]): Promise<Person[]> {
  return ids.length === 0 ? [] : source.people([...new Set(ids)]);
}
