import { Failure } from '#kernel/failure.ts';
import type { PagePlace } from './finder.ts';

const CURSOR = /^(\d{1,15})\.(c_[0-9a-z]{20})\.(\d{1,15})$/;

export function writeCursor({ at, conversation, seq }: PagePlace): string {
  return `${at}.${conversation}.${seq}`;
}

/** A place gives nobody more than they may see: it only says where to go on. @throws Failure 'request.invalid' */
export function readCursor(text: string): PagePlace {
  const [, at, conversation, seq] = CURSOR.exec(text) ?? [];
  if (at === undefined || conversation === undefined || seq === undefined) throw new Failure('request.invalid');
  return { at: Number(at), conversation, seq: Number(seq) };
}
