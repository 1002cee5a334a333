import type { FolderEntry } from '#protocol/personal.ts';
import { createSlot } from '../messages/slot.ts';
import type { Listed } from './list-model.ts';

/** Where a menu opens: beside an element, or where the pointer was. */
export type Anchor = Element | { getBoundingClientRect: () => DOMRect };

/** The row whose menu is open. */
export const rowMenuOf = createSlot<{ listed: Listed; anchor: Anchor } | undefined>(undefined);

/** The folder whose menu is open, and where it stands. */
export const folderMenuOf = createSlot<{ folder: FolderEntry; anchor: Anchor } | undefined>(undefined);

/** What is asked over the list. */
export type ListSheet =
  | { is: 'folder'; folder: FolderEntry | undefined; conversation?: string }
  | { is: 'folders-of'; listed: Listed }
  | { is: 'keys' };
export const listSheet = createSlot<ListSheet | undefined>(undefined);

/** The row that was swiped open. */
export const openSwipe = createSlot<string | undefined>(undefined);

/** A place on the screen to open a menu at. */
export function placeAt(x: number, y: number): Anchor {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}
