import type { ConversationId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import { bundleShown } from '../contents/showing.ts';
import { createSlot } from '../messages/slot.ts';
import type { FilePlace } from './file-place.ts';

/** The picture that is looked at. */
export const viewing = createSlot<{ place: FilePlace; file: FileItem; back: () => void } | undefined>(undefined);

/** The conversation whose files are listed. */
export const filesShown = createSlot<ConversationId | undefined>(undefined);

/** Sheets make room for it, and come back after it. */
export function showPicture(place: FilePlace, file: FileItem): void {
  const [listed, bundle] = [filesShown.get(), bundleShown.get()];
  const back = () => {
    filesShown.set(listed);
    bundleShown.set(bundle);
  };
  filesShown.set(undefined);
  bundleShown.set(undefined);
  viewing.set({ place, file, back });
}
