import type { EntryBody, NewsEntry, StateEntry, UserEntry } from '#protocol/personal.ts';
import { isMark } from './mark-fold.ts';

/** What an entry is about: the next one for it takes its place. */
export function slotOf(entry: EntryBody): string {
  if (entry.type === 'thread') return `thread:${entry.conversation}:${entry.root}`;
  if (entry.type === 'settings') return 'settings';
  if (entry.type === 'folder') return `folder:${entry.folder}`;
  if (entry.type === 'call') return `call:${entry.conversation ?? entry.call}`;
  if (entry.type === 'plan') return `plan:${entry.plan}`;
  if (entry.type === 'contact') return `contact:${entry.user}`;
  if (entry.type === 'starred' || entry.type === 'voted') return `${entry.type}:${entry.conversation}:${entry.target}`;
  // No message is taken away twice, so the first one names them all.
  if (entry.type === 'erased') return `erased:${entry.conversation}:${entry.targets[0]}`;
  if (entry.type === 'scheduled') return `scheduled:${entry.item}`;
  if (entry.type === 'draft' && entry.thread !== undefined) return `draft:${entry.conversation}:${entry.thread}`;
  return `${entry.type}:${entry.conversation}`;
}

/** Whether the entry belongs to the state that every device keeps. */
function isState(entry: UserEntry): entry is StateEntry {
  return entry.type !== 'membership' && entry.type !== 'read' && !isMark(entry);
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
