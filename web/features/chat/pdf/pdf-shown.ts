import type { FileItem } from '#protocol/files.ts';
import type { FilePlace } from '../attachments/file-place.ts';
import { filesShown } from '../attachments/viewing.ts';
import { bundleShown } from '../contents/showing.ts';
import { createSlot } from '../messages/slot.ts';

/** The document that is looked at. */
export const pdfShown = createSlot<{ place: FilePlace; file: FileItem; back: () => void } | undefined>(undefined);

/** Sheets make room for it, and come back after it. */
export function showPdf(place: FilePlace, file: FileItem): void {
  const [listed, bundle] = [filesShown.get(), bundleShown.get()];
  const back = () => {
    filesShown.set(listed);
    bundleShown.set(bundle);
  };
  filesShown.set(undefined);
  bundleShown.set(undefined);
  pdfShown.set({ place, file, back });
}
