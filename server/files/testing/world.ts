import { createHash } from 'node:crypto';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { FILES_PATH, type FileSize, filePath } from '#protocol/file-path.ts';
import type { FileItem, UploadState } from '#protocol/files.ts';
import type { LiveServer } from '../../gateway/testing/live-server.ts';

/** Somebody with a token, as clients are. */
export interface Peer {
  accessToken: string;
  me: { id: UserId };
}

export interface Begun {
  name?: string;
  picture?: boolean;
  length: number;
}

const PART = 'application/offset+octet-stream';
export const TUS = { 'tus-resumable': '1.0.0' };

export function asks(server: Pick<LiveServer, 'origin'>, peer: Peer, path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${peer.accessToken}`, ...TUS, ...init.headers };
  return fetch(server.origin + path, { ...init, headers });
}

export function begin(server: Pick<LiveServer, 'origin'>, peer: Peer, { name = 'a.bin', picture, length }: Begun) {
  const metadata = `filename ${Buffer.from(name).toString('base64')}${picture ? ',picture' : ''}`;
  const headers = { 'upload-length': String(length), 'upload-metadata': metadata };
  return asks(server, peer, FILES_PATH, { method: 'POST', headers });
}

/** Sends a part; `checked` adds its checksum. */
export function part(
  server: Pick<LiveServer, 'origin'>,
  peer: Peer,
  path: string,
  offset: number,
  bytes: BodyInit,
  more: Record<string, string> = {},
) {
  const headers = { 'content-type': PART, 'upload-offset': String(offset), ...more };
  return asks(server, peer, path, { method: 'PATCH', headers, body: bytes });
}

export function sha256(bytes: Uint8Array): string {
  return `sha256 ${createHash('sha256').update(bytes).digest('base64')}`;
}

/** A whole file, uploaded. @throws the failure's code */
export async function upload(
  server: Pick<LiveServer, 'origin'>,
  peer: Peer,
  bytes: Uint8Array<ArrayBuffer>,
  how: Omit<Begun, 'length'> = {},
): Promise<FileItem> {
  const begun = await begin(server, peer, { ...how, length: bytes.length });
  if (begun.status !== 201) throw new Error((await begun.json()).code);
  const path = begun.headers.get('location') ?? '';
  if (bytes.length > 0) await part(server, peer, path, 0, bytes);
  const state = await asks(server, peer, path);
  const told = (await state.json()) as UploadState & { code?: string };
  if (told.file === undefined) throw new Error(told.code ?? 'not complete');
  return told.file;
}

export async function sendFiles(server: LiveServer, user: UserId, conversation: ConversationId, items: FileItem[]) {
  const params = { clientId: randomText(20), conversation, text: '' };
  return (await server.as(user, 'message.send', { ...params, content: { type: 'files', items } })).seq;
}

/** Fetches with a key. */
export function fetchFile(
  server: Pick<LiveServer, 'origin'>,
  id: string,
  key: string,
  { size = 'original', save = false, ...init }: RequestInit & { size?: FileSize; save?: boolean } = {},
) {
  return fetch(server.origin + filePath(id, size, key, save), init);
}
