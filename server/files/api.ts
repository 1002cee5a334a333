import type { ConversationId, Seq } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { FileSource } from '../conversations/api.ts';
import type { Caller } from '../identity/api.ts';
import type { NewUpload } from './uploads.ts';

/** Somebody without an account, at a message of a meeting's chat. */
export interface GuestAt {
  /** Whom they write as, `u_…`. */
  user: string;
  /** Their seat in the meeting, `g_…`. */
  seat: string;
  conversation: ConversationId;
  seq: Seq;
}

export interface FileCommands {
  'file.keys': (caller: Caller, params: ParamsOf<'file.keys'>) => Promise<ResultOf<'file.keys'>>;
  'file.list': (caller: Caller, params: ParamsOf<'file.list'>) => Promise<ResultOf<'file.list'>>;
}

/** What the rest of the server may ask of files. Rules: docs/spec/files.md. */
export interface Files {
  readonly commands: FileCommands;
  /** Which messages have which files. */
  readonly source: FileSource;
  /** A key to the message's files. Whether the guest may is looked at each time that it is used. */
  keyForGuest(at: GuestAt): string;
  /** A whole file at once, for the server's own parts. @throws Failure as an upload */
  keep(owner: Caller['user'], what: Omit<NewUpload, 'length'>, bytes: Uint8Array): Promise<FileItem>;
  /** Takes away now what nobody needs; by itself it happens every hour. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}
