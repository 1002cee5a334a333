import { Buffer } from 'node:buffer';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Address } from '../s3-address.ts';

const LEAST_PART = 5 * 1024 * 1024;

interface Multipart {
  key: string;
  parts: Map<number, Buffer>;
}

export interface FakeS3 {
  readonly address: S3Address;
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, Multipart>;
  /** Answers so many requests with 503 first. */
  stumble(times: number): void;
  /** From now on connections break off at once, or in the middle of an answer, or everything is answered with 503; undefined: no more. */
  leave(how: 'silent' | 'midway' | 'refusing' | undefined): void;
  close(): Promise<void>;
}

class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** A store in memory that is as strict as S3 where it matters here: signatures, hashes of bodies, sizes of parts. */
export async function startFakeS3(): Promise<FakeS3> {
  const state = { objects: new Map<string, Buffer>(), uploads: new Map<string, Multipart>(), stumbles: 0, made: 0 };
  const secret = { accessKey: 'AKTEST', secretKey: 'a/secret+key', region: 'eu-test-1' };
  let left: Parameters<FakeS3['leave']>[0];
  const server = createServer((request, response) => {
    if (left === 'silent') {
      request.socket.destroy();
      return;
    }
    void (async () => {
      const body = await bodyOf(request);
      try {
        if (left === 'midway') {
          response.writeHead(200, { 'content-length': 1000 }).write('half', () => request.socket.destroy());
          return;
        }
        if (left === 'refusing' || state.stumbles-- > 0) throw new Refused(503, 'SlowDown');
        checkSignature(request, body, secret);
        answer(state, request, response, body);
      } catch (error) {
        const { status = 500, code = String(error) } = error as Partial<Refused>;
        response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: { ...secret, origin: `http://127.0.0.1:${port}`, path: '/bucket/files/' },
    objects: state.objects,
    uploads: state.uploads,
    stumble: (times) => {
      state.stumbles = times;
    },
    leave(how) {
      left = how;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function answer(
  state: Pick<FakeS3, 'objects' | 'uploads'> & { made: number },
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const url = new URL(request.url ?? '', 'http://x');
  const key = url.pathname.replace(/^\/bucket\//, '');
  const upload = url.searchParams.get('uploadId');
  const done = (status: number, headers: Record<string, string | number> = {}, said: string | Buffer = '') =>
    response.writeHead(status, headers).end(said);
  if (request.method === 'POST' && url.searchParams.has('uploads')) {
    state.made += 1;
    state.uploads.set(`up+/${state.made}`, { key, parts: new Map() });
    done(200, {}, `<R><UploadId>up+/${state.made}</UploadId></R>`);
  } else if (upload !== null) multipart(state, request, done, { key, upload, body, url });
  else if (request.method === 'PUT') {
    state.objects.set(key, body);
    done(200, { etag: tagOf(body) });
  } else if (request.method === 'DELETE') {
    state.objects.delete(key);
    done(204);
  } else read(state, request, done, key, url);
}

type Done = (status: number, headers?: Record<string, string | number>, said?: string | Buffer) => void;

function read(state: Pick<FakeS3, 'objects'>, request: IncomingMessage, done: Done, key: string, url: URL): void {
  const object = state.objects.get(key);
  if (object === undefined) throw new Refused(404, 'NoSuchKey');
  const told = {
    'content-type': url.searchParams.get('response-content-type') ?? 'binary/octet-stream',
    'content-disposition': url.searchParams.get('response-content-disposition') ?? 'inline',
  };
  if (request.method === 'HEAD') {
    done(200, { ...told, 'content-length': object.length });
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (from !== undefined && Number(from) >= object.length) throw new Refused(416, 'InvalidRange');
  const bytes = from === undefined ? object : object.subarray(Number(from), Number(to) + 1);
  done(from === undefined ? 200 : 206, { ...told, 'content-length': bytes.length }, bytes);
}

interface OfUpload {
  key: string;
  upload: string;
  body: Buffer;
  url: URL;
}

function multipart(
  state: Pick<FakeS3, 'objects' | 'uploads'>,
  request: IncomingMessage,
  done: Done,
  { key, upload, body, url }: OfUpload,
): void {
  const found = state.uploads.get(upload);
  if (found?.key !== key) throw new Refused(404, 'NoSuchUpload');
  if (request.method === 'DELETE') {
    state.uploads.delete(upload);
    done(204);
  } else if (request.method === 'PUT') {
    found.parts.set(Number(url.searchParams.get('partNumber')), body);
    done(200, { etag: tagOf(body) });
  } else {
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/g)];
    const parts = named.map(([, number, tag]) => {
      const part = found.parts.get(Number(number));
      if (part === undefined || tagOf(part) !== tag?.replaceAll('&quot;', '"')) throw new Refused(400, 'InvalidPart');
      return part;
    });
    if (parts.slice(0, -1).some(({ length }) => length < LEAST_PART)) throw new Refused(400, 'EntityTooSmall');
    state.objects.set(key, Buffer.concat(parts));
    state.uploads.delete(upload);
    done(200, {}, '<CompleteMultipartUploadResult/>');
  }
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** As the store's manual tells it, apart from the code under test. */
function checkSignature(
  request: IncomingMessage,
  body: Buffer,
  { accessKey, secretKey, region }: { accessKey: string; secretKey: string; region: string },
): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const inQuery = query.includes('X-Amz-Signature=');
  const pairs = query === '' ? [] : query.split('&');
  const of = (name: string) =>
    decodeURIComponent(pairs.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '');
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
  const told = inQuery
    ? ['', of('X-Amz-Credential'), of('X-Amz-SignedHeaders'), of('X-Amz-Signature')]
    : (pattern.exec(request.headers.authorization ?? '') ?? []);
  const [, credential = '', names = '', signature = ''] = told;
  const date = inQuery ? of('X-Amz-Date') : String(request.headers['x-amz-date']);
  const hash = inQuery ? 'UNSIGNED-PAYLOAD' : String(request.headers['x-amz-content-sha256']);
  if (!inQuery && hash !== createHash('sha256').update(body).digest('hex'))
    throw new Refused(400, 'XAmzContentSHA256Mismatch');
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
  if (credential !== `${accessKey}/${scope}` || !names.split(';').includes('host'))
    throw new Refused(403, 'AccessDenied');
  const sorted = pairs.filter((one) => !one.startsWith('X-Amz-Signature=')).sort();
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const whole = [request.method, path, sorted.join('&'), headers.join(''), names, hash].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(whole).digest('hex')].join('\n');
  let key: Buffer = Buffer.from(`AWS4${secretKey}`);
  for (const step of [date.slice(0, 8), region, 's3', 'aws4_request'])
    key = createHmac('sha256', key).update(step).digest();
  const right = createHmac('sha256', key).update(toSign).digest('hex');
  if (right !== signature) throw new Refused(403, 'SignatureDoesNotMatch');
  const madeAt = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const goodFor = inQuery ? Number(of('X-Amz-Expires')) * 1000 : 15 * 60_000;
  if (Math.abs(Date.now() - madeAt) > goodFor + 1000) throw new Refused(403, 'RequestTimeTooSkewed');
}
