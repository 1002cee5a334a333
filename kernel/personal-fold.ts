import type { EntryBody, NewsEntry, StateEntry, UserEntry } from '#protocol/personal.ts';

/** What an entry is about: the next one for it takes its place. */
export function slotOf(entry: EntryBody): string {
  if (entry.type === 'thread') return `thread:${entry.conversation}:${entry.root}`;
  if (entry.type === 'settings') return 'settings';
  if (entry.type === 'folder') return `folder:${entry.folder}`;
  if (entry.type === 'contact') return `contact:${entry.user}`;
  return `${entry.type}:${entry.conversation}`;
}

/** Whether the entry belongs to the state that every device keeps. */
export function isState(entry: UserEntry): entry is StateEntry {
  return entry.type !== 'membership' && entry.type !== 'read';
}

/** The state after `entry`; the same object when the entry is no part of it, or older than what is known. */
export function foldPersonal(
  state: ReadonlyMap<string, StateEntry>,
  entry: UserEntry,
): ReadonlyMap<string, StateEntry> {
  if (!isState(entry)) return state;
  const slot = slotOf(entry);
  if ((state.get(slot)?.seq ?? 0) >= entry.seq || (entry.gone && !state.has(slot))) return state;
  const next = new Map(state);
  if (entry.gone) next.delete(slot);
  else next.set(slot, entry);
  return next;
}

/** Whether the entry tells of a change of a summary. */
export function isNews(entry: UserEntry): entry is NewsEntry {
  return !isState(entry);
}
