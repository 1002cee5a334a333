import type { FileItem } from '#protocol/files.ts';
import { createSlot } from '../messages/slot.ts';
import type { FilePlace } from './file-place.ts';

/** The picture that is looked at. */
export const viewing = createSlot<{ place: FilePlace; file: FileItem['id'] } | undefined>(undefined);

export function showPicture(place: FilePlace, { id }: FileItem): void {
  viewing.set({ place, file: id });
}
