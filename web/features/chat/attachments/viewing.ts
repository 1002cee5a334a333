import type { ConversationId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import { createSlot } from '../messages/slot.ts';
import type { FilePlace } from './file-place.ts';

/** The picture that is looked at. */
export const viewing = createSlot<{ place: FilePlace; file: FileItem } | undefined>(undefined);

/** The conversation whose files are listed. */
export const filesShown = createSlot<ConversationId | undefined>(undefined);

export function showPicture(place: FilePlace, file: FileItem): void {
  viewing.set({ place, file });
}
