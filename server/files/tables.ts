import { randomText } from '#kernel/ids.ts';

/** What is known of files. Times are ms since the epoch; the bytes themselves are blobs. */
export interface FileTables {
  files: FileRow;
  /** The messages that a file is part of. */
  file_places: { file_id: string; conversation_id: string; seq: number };
  /** Names of blobs that nobody needs any more, and from when on they may go; null: at once. */
  file_removals: { file_id: string; due: number | null };
}

export interface FileRow {
  id: string;
  owner: string;
  state: 'uploading' | 'received' | 'ready' | 'refused' | 'infected' | 'uncheckable';
  name: string;
  /** Bytes of all of it. */
  size: number;
  /** Bytes that are on the disk. */
  received: number;
  /** 1: a picture is to be shown as one, and doesn't say where it was taken. */
  as_picture: number;
  /** Once it is 'ready'. */
  type: string | null;
  /** Of a picture, or of what stands for a video. */
  width: number | null;
  height: number | null;
  blur: string | null;
  moving: number | null;
  made_at: number;
  /** When it goes unless it is part of a message. */
  expires_at: number;
  /** Where its bytes are: files of the same content have the same. null, from before there was this: under its id. */
  blob: string | null;
  /** SHA-256 of its bytes, hexadecimal; '': it was not needed, for no other had its size; null: nobody has looked. */
  hash: string | null;
  /** Who of several processes writes it on: what another one has written since counts for nothing. */
  writer: string | null;
}

/** Whether several processes have been its writer: an older one may still have its draft open. */
export function hadWriters({ writer }: Pick<FileRow, 'writer'>): boolean {
  return writer?.startsWith(SEVERAL) === true;
}

/** The next writer of a file: a process by its name, of 10 characters, and a number that it has never used. */
export function nextWriter(before: string | null, process: string): string {
  const another = before !== null && before.slice(2, 12) !== process;
  const first = another || before?.startsWith(SEVERAL) ? SEVERAL : 'w_';
  return `${first}${process}${randomText(10)}`;
}

const SEVERAL = 'x_';

/** Jobs that need the bytes are tried for days: the store may be away for long, and comes back. */
export const STORE_ATTEMPTS = 100;

/** Under which name the bytes of a file are kept. */
export function blobOf({ id, blob }: Pick<FileRow, 'id' | 'blob'>): string {
  return blob ?? id;
}
