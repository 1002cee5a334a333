import type { FolderEntry } from '#protocol/personal.ts';
import type { MenuPlace } from '#web/ui/menu-place.ts';
import { createSlot } from '../messages/slot.ts';
import type { Listed } from './list-model.ts';

/** The row whose menu is open. */
export const rowMenuOf = createSlot<{ listed: Listed; anchor: MenuPlace } | undefined>(undefined);

/** The folder whose menu is open, and where it stands. */
export const folderMenuOf = createSlot<{ folder: FolderEntry; anchor: MenuPlace } | undefined>(undefined);

/** What is asked over the list. */
export type ListSheet =
  | { is: 'folder'; folder: FolderEntry | undefined; conversation?: string }
  | { is: 'folders-of'; listed: Listed }
  | { is: 'keys' };
export const listSheet = createSlot<ListSheet | undefined>(undefined);

/** The row that was swiped open. */
export const openSwipe = createSlot<string | undefined>(undefined);
