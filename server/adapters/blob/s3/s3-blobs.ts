import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { invariant } from '#kernel/invariant.ts';
import type { BlobLink, Blobs, ByteRange } from '#kernel/ports/blobs.ts';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import { Pieces } from './pieces.ts';
import type { S3Address } from './s3-address.ts';
import { codeIn, S3Client, S3Error } from './s3-client.ts';
import {
  backTo,
  LEAST_PART_BYTES,
  lengthOf,
  NEW_DRAFT,
  partBytes,
  pointed,
  type S3Draft,
  tailNames,
} from './s3-draft.ts';

const KEY = /^[a-z]_[a-z0-9]{20}(\.[a-z]{1,20})?$/;
/** So much is durable together. */
const PIECE_BYTES = 16 * 1024 * 1024;

interface S3Options {
  /** Whoever fetches may be sent to the store itself. */
  direct?: boolean;
  log?: Log;
  /** Before what failed is asked once more, in ms; four times as long each time. */
  firstWaitMs?: number;
}

/** In a bucket of an S3-compatible store. One process at a time writes a draft; any may go on with it. */
export class S3Blobs implements Blobs {
  readonly #client: S3Client;
  readonly #direct: boolean;

  constructor(address: S3Address, { direct = false, log = silentLog, firstWaitMs }: S3Options = {}) {
    this.#client = new S3Client(address, log, firstWaitMs);
    this.#direct = direct;
  }

  async write(
    key: string,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
    told?: (until: number) => Promise<void>,
  ): Promise<void> {
    const pieces = new Pieces(chunks);
    do {
      await this.#write(key, offset + pieces.bytes, pieces.next(PIECE_BYTES));
      await told?.(offset + pieces.bytes);
    } while (!pieces.ended);
    pieces.check();
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#put(checked(key), Buffer.from(bytes));
  }

  async #write(key: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const known = await this.#draft(key);
    if (offset === 0 && known?.upload !== undefined) await this.#abort(key, known.upload);
    const before = offset === 0 ? { draft: NEW_DRAFT, tailBytes: 0 } : known && backTo(known, offset);
    invariant(before !== undefined, 'a draft has what was told to be durable');
    const tail = before.draft.points.at(-1)?.tail;
    const pieces = tail === undefined || before.tailBytes === 0 ? [] : [await this.#bytes(tail.name, before.tailBytes)];
    const { draft, rest } = await this.#parts(key, before.draft, pieces, chunks);
    const next = pointed(draft, await this.#putTail(key, rest));
    await this.#put(draftKey(key), Buffer.from(JSON.stringify(next)));
    const kept = new Set(tailNames(next));
    for (const name of known === undefined ? [] : tailNames(known)) if (!kept.has(name)) await this.#delete(name);
  }

  async finish(key: string): Promise<void> {
    const draft = await this.#draft(key);
    if (draft === undefined) {
      invariant((await this.size(key)) !== undefined, 'what is finished was written');
      return;
    }
    const tail = draft.points.at(-1)?.tail;
    const rest = tail === undefined ? Buffer.alloc(0) : await this.#bytes(tail.name, tail.size);
    if (draft.upload === undefined) await this.#put(key, rest);
    else await this.#complete(key, draft, rest);
    await this.#forgetDraft(key, draft);
  }

  async size(key: string): Promise<number | undefined> {
    const answer = await this.#client.find({ method: 'HEAD', key: checked(key) });
    return answer === undefined ? undefined : Number(answer.headers.get('content-length'));
  }

  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
    return this.#client.open({ method: 'GET', key: checked(key), headers });
  }

  works(): Promise<boolean> {
    return this.#client.works();
  }

  async remove(key: string): Promise<void> {
    const draft = await this.#draft(key);
    if (draft?.upload !== undefined) await this.#abort(key, draft.upload);
    if (draft !== undefined) await this.#forgetDraft(key, draft);
    await this.#delete(key);
  }

  async room(): Promise<undefined> {
    return undefined;
  }

  get givesLinks(): boolean {
    return this.#direct;
  }

  link(key: string, { forMs, type, disposition }: BlobLink): string | undefined {
    if (!this.#direct) return undefined;
    const said = { 'response-content-type': type, 'response-content-disposition': disposition };
    return this.#client.link(checked(key), Math.max(1, Math.floor(forMs / 1000)), said);
  }

  /** Sends whole parts; what is too short for one is left. */
  async #parts(key: string, before: S3Draft, first: Buffer[], chunks: AsyncIterable<Uint8Array>) {
    let draft = before;
    let waiting: Uint8Array[] = first;
    let bytes = first.reduce((sum, { length }) => sum + length, 0);
    try {
      for await (const chunk of chunks) {
        waiting.push(Buffer.from(chunk));
        bytes += chunk.byteLength;
        if (bytes < partBytes(draft.parts.length)) continue;
        draft = await this.#addPart(key, draft, Buffer.concat(waiting));
        [waiting, bytes] = [[], 0];
      }
      const rest = Buffer.concat(waiting);
      if (rest.length < LEAST_PART_BYTES) return { draft, rest };
      return { draft: await this.#addPart(key, draft, rest), rest: Buffer.alloc(0) };
    } catch (error) {
      // Nobody would know of it.
      if (draft.upload !== undefined && before.upload === undefined)
        await this.#abort(key, draft.upload).catch(() => {});
      throw error;
    }
  }

  async #addPart(key: string, draft: S3Draft, body: Buffer<ArrayBuffer>): Promise<S3Draft & { upload: string }> {
    const upload = draft.upload ?? (await this.#begin(key));
    const query = { partNumber: String(draft.parts.length + 1), uploadId: upload };
    const answer = await this.#client.ask({ method: 'PUT', key: checked(key), query, body });
    const part = { tag: answer.headers.get('etag') ?? '', size: body.length };
    return { ...draft, upload, parts: [...draft.parts, part] };
  }

  async #begin(key: string): Promise<string> {
    const answer = await this.#client.ask({ method: 'POST', key: checked(key), query: { uploads: '' } });
    const [, id] = /<UploadId>([^<]{1,1000})<\/UploadId>/.exec(answer.body.toString()) ?? [];
    if (id === undefined) throw new Error('the store began no upload');
    return id;
  }

  /** [docs: CompleteMultipartUpload] A failure may come with status 200. */
  async #complete(key: string, draft: S3Draft, rest: Buffer<ArrayBuffer>): Promise<void> {
    const whole = rest.length === 0 ? draft : await this.#addPart(key, draft, rest);
    const parts = whole.parts.map(
      ({ tag }, index) =>
        `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag.replaceAll('"', '&quot;')}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
    try {
      const query = { uploadId: draft.upload ?? '' };
      const said = (await this.#client.ask({ method: 'POST', key, query, body })).body.toString();
      if (/<Error>/.test(said)) throw new S3Error(500, codeIn(said));
    } catch (error) {
      // Completed before, by somebody who then broke off.
      const done = error instanceof S3Error && error.code === 'NoSuchUpload';
      if (!done || (await this.size(key)) !== lengthOf(draft)) throw error;
    }
  }

  async #draft(key: string): Promise<S3Draft | undefined> {
    const answer = await this.#client.find({ method: 'GET', key: draftKey(key) });
    return answer === undefined ? undefined : (JSON.parse(answer.body.toString()) as S3Draft);
  }

  async #forgetDraft(key: string, draft: S3Draft): Promise<void> {
    await this.#delete(draftKey(key));
    for (const name of new Set(tailNames(draft))) await this.#delete(name);
  }

  async #putTail(key: string, rest: Buffer<ArrayBuffer>) {
    if (rest.length === 0) return undefined;
    const name = `${checked(key)}.tail-${randomBytes(6).toString('hex')}`;
    await this.#put(name, rest);
    return { name, size: rest.length };
  }

  /** The first bytes of an object of ours that is small. */
  async #bytes(name: string, count: number): Promise<Buffer<ArrayBuffer>> {
    const answer = await this.#client.ask({ method: 'GET', key: name });
    const bytes = answer.body.subarray(0, count);
    invariant(bytes.length === count, 'a tail has what was told to be durable');
    return bytes;
  }

  async #put(key: string, body: Buffer<ArrayBuffer>): Promise<void> {
    await this.#client.ask({ method: 'PUT', key, body });
  }

  async #delete(key: string): Promise<void> {
    await this.#client.find({ method: 'DELETE', key });
  }

  async #abort(key: string, upload: string): Promise<void> {
    await this.#client.find({ method: 'DELETE', key: checked(key), query: { uploadId: upload } });
  }
}

function checked(key: string): string {
  invariant(KEY.test(key), 'a key of our own making');
  return key;
}

function draftKey(key: string): string {
  return `${checked(key)}.draft`;
}
