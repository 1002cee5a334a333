import type { FileItem } from '#protocol/files.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { FileSource } from '../conversations/api.ts';
import type { Caller } from '../identity/api.ts';
import type { NewUpload } from './uploads.ts';

export interface FileCommands {
  'file.keys': (caller: Caller, params: ParamsOf<'file.keys'>) => Promise<ResultOf<'file.keys'>>;
  'file.list': (caller: Caller, params: ParamsOf<'file.list'>) => Promise<ResultOf<'file.list'>>;
}

/** What the rest of the server may ask of files. Rules: docs/spec/files.md. */
export interface Files {
  readonly commands: FileCommands;
  /** Which messages have which files. */
  readonly source: FileSource;
  /** A whole file at once, for the server's own parts. @throws Failure as an upload */
  keep(owner: Caller['user'], what: Omit<NewUpload, 'length'>, bytes: Uint8Array): Promise<FileItem>;
  /** Takes away now what nobody needs; by itself it happens every hour. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}
