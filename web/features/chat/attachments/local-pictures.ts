import type { UploadSource } from '#client/uploads/source.ts';
import { loadPart } from '#web/app/load-part.ts';

/** Pictures as they are on this device, so that what one sends stands there at once. */

const bySource = new WeakMap<UploadSource, string>();
const files = new WeakMap<UploadSource, File>();
const byFile = new Map<string, string>();
const VIDEO = /^video\/(mp4|webm|quicktime)$/;
/** Kept, the newest ones. */
const MOST = 60;

export function localPicture(source: UploadSource): string | undefined {
  return bySource.get(source);
}

export function sourceOf(file: File, preview: string | undefined, picture: boolean): UploadSource {
  const source: UploadSource = {
    name: file.name,
    size: file.size,
    picture,
    read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  };
  files.set(source, file);
  if (preview !== undefined && picture) bySource.set(source, preview);
  if (VIDEO.test(file.type))
    source.poster = async () => (await loadPart(() => import('./video-poster.ts'))).posterOf(file);
  return source;
}

/** Where the bytes come from, as the browser knows it. */
export function fileOf(source: UploadSource): File | undefined {
  return files.get(source);
}

/** The server knows it by this id now. */
export function becameFile(source: UploadSource, id: string): void {
  const url = bySource.get(source);
  if (url === undefined || byFile.has(id)) return;
  byFile.set(id, url);
  const [oldest] = byFile;
  if (byFile.size <= MOST || oldest === undefined) return;
  byFile.delete(oldest[0]);
  URL.revokeObjectURL(oldest[1]);
}

export function pictureOfFile(id: string): string | undefined {
  return byFile.get(id);
}
