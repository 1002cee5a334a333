import { FILES_PATH } from '#protocol/file-path.ts';
import type { UploadState } from '#protocol/files.ts';
import type { Client } from '../api.ts';
import { RawBody } from '../raw-body.ts';
import type { UploadSource } from './source.ts';

/** The calls of an upload, by tus 1.0. All @throws Failure as the server answers, or 'network.unreachable' */
export interface Tus {
  begin(source: Pick<UploadSource, 'name' | 'size' | 'picture'>): Promise<UploadState>;
  /** Where the server is; once all is there, the file. */
  look(id: string): Promise<UploadState>;
  append(id: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The picture that stands for a video, before all of it is there. */
  illustrate(id: string, picture: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(id: string): Promise<void>;
}

const VERSION = { 'tus-resumable': '1.0.0' };

export function tusOf({ request }: Pick<Client, 'request'>): Tus {
  return {
    begin({ name, size, picture }) {
      const metadata = `filename ${base64(new TextEncoder().encode(name.toWellFormed()))}${picture ? ',picture' : ''}`;
      const headers = { ...VERSION, 'upload-length': String(size), 'upload-metadata': metadata };
      return request('POST', FILES_PATH, new RawBody(headers));
    },
    look: (id) => request('GET', `${FILES_PATH}/${id}`),
    async append(id, offset, bytes) {
      const headers = {
        ...VERSION,
        ...(await checksumOf(bytes)),
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
      };
      await request('PATCH', `${FILES_PATH}/${id}`, new RawBody(headers, bytes));
    },
    async illustrate(id, picture) {
      await request('POST', `${FILES_PATH}/${id}/poster`, { picture: base64(picture) });
    },
    async remove(id) {
      await request('DELETE', `${FILES_PATH}/${id}`, new RawBody(VERSION));
    },
  };
}

/** Only pages of a secure context have digests; elsewhere TCP's own checks must do. */
async function checksumOf(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, string>> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (subtle === undefined) return {};
  return { 'upload-checksum': `sha256 ${base64(new Uint8Array(await subtle.digest('SHA-256', bytes)))}` };
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
