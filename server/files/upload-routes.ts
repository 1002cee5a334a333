import { Buffer } from 'node:buffer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { Failure } from '#kernel/failure.ts';
import { FailureSchema } from '#protocol/common.ts';
import { FILES_PATH } from '#protocol/file-path.ts';
import { FileRoom, UploadState } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Database } from '../adapters/sql/database.ts';
import { bearerToken, type Caller, type Identity } from '../identity/api.ts';
import type { Preparing } from './preparing.ts';
import type { Rooms } from './rooms.ts';
import { itemOf } from './store.ts';
import type { FileRow, FileTables } from './tables.ts';
import { CHECKSUMS, readBytes, readChecksum, readMetadata, TUS_VERSION } from './tus-headers.ts';
import type { Source, Uploads } from './uploads.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 40 }) });
type OfOne = FastifyRequest<{ Params: Static<typeof Params> }>;

const PART = 'application/offset+octet-stream';
const EXTENSIONS = 'creation,checksum,termination,expiration';
/** Of extensions that there aren't: half done, such an upload would be another than was meant. */
const NOT_OFFERED = ['upload-concat', 'upload-defer-length'];
/** A part that says nothing for so long is broken off; what has come is kept. */
const SILENT_MS = 60_000;
/** Whoever asks for a file that is still looked at is answered after so long. */
const LATE_MS = 20_000;

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['files'];
const security = [{ access: [] }];
const nothing = { type: 'null', description: 'Told in the headers' } as const;

interface Parts {
  uploads: Uploads;
  preparing: Preparing;
  rooms: Rooms;
  database: Database<FileTables>;
  identity: Pick<Identity, 'authenticate'>;
}

/** `/api/v1/files`: files in, by tus 1.0 (https://tus.io/protocols/resumable-upload). */
export async function uploadRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  app.addContentTypeParser(PART, (_request, _payload, done) => done(null));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('tus-resumable', TUS_VERSION);
  });
  const caller = (request: FastifyRequest) => parts.identity.authenticate(bearerToken(request.headers.authorization));
  asking(app, parts, caller);
  creating(app, parts, caller);
  goingOn(app, parts, caller);
  illustrating(app, parts, caller);
}

type WhoAsks = (request: FastifyRequest) => Promise<Caller>;

function asking(app: FastifyInstance, { database, rooms, uploads, preparing }: Parts, caller: WhoAsks): void {
  app.get(
    FILES_PATH,
    { schema: { tags, summary: 'How much room I have for files', security, response: { 200: FileRoom, ...failures } } },
    async (request) => rooms.of(database.read, (await caller(request)).user),
  );
  app.get(
    `${FILES_PATH}/:id`,
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'An upload of mine, and the file once it is complete',
        description: 'Waits until a complete one has been looked at.',
        security,
        params: Params,
        response: { 200: UploadState, ...failures },
      },
    },
    async (request: OfOne) => {
      const { id, received, size, state } = await uploads.look((await caller(request)).user, request.params.id);
      const at = { id, offset: received, length: size };
      return state === 'uploading' ? at : { ...at, file: itemOf(await readySoon(preparing, id)) };
    },
  );
  app.options(FILES_PATH, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .status(204)
      .headers({ 'tus-version': TUS_VERSION, 'tus-extension': EXTENSIONS })
      .header('tus-checksum-algorithm', CHECKSUMS.join(','))
      .send(),
  );
}

function creating(app: FastifyInstance, { uploads }: Parts, caller: WhoAsks): void {
  app.post(
    FILES_PATH,
    {
      schema: {
        tags,
        summary: 'Begin an upload',
        description:
          'tus: `Upload-Length`, and `Upload-Metadata` with `filename` and, for a picture that is shown as one and ' +
          'loses what it says of place and camera, `picture`. Whether there is room is answered here.',
        security,
        response: { 201: UploadState, ...failures },
      },
    },
    async (request, reply) => {
      const { user } = await caller(request);
      requireVersion(request);
      if (NOT_OFFERED.some((name) => request.headers[name] !== undefined)) throw new Failure('request.invalid');
      const metadata = readMetadata(request.headers['upload-metadata']);
      const length = readBytes(request.headers['upload-length']);
      const name = metadata.get('filename') ?? metadata.get('name') ?? '';
      const row = await uploads.create(user, { length, name, asPicture: metadata.has('picture') });
      const state = { id: row.id, offset: row.received, length };
      return told(reply.status(201), row).header('location', `${FILES_PATH}/${row.id}`).send(state);
    },
  );
}

function goingOn(app: FastifyInstance, { uploads, preparing }: Parts, caller: WhoAsks): void {
  const path = `${FILES_PATH}/:id`;
  app.head(path, { schema: { hide: true, params: Params } }, async (request: OfOne, reply) => {
    const { user } = await caller(request);
    requireVersion(request);
    const row = await uploads.look(user, request.params.id);
    return told(reply.status(200), row).header('upload-length', row.size).send();
  });
  app.patch(
    path,
    {
      config: { slowBody: true },
      schema: {
        tags,
        summary: 'Go on with an upload',
        description:
          'tus: `Upload-Offset`, and perhaps `Upload-Checksum` (sha256, sha1). What is answered is on the disk; without ' +
          'a checksum what came of a part that broke off is kept.',
        security,
        params: Params,
        response: { 204: nothing, ...failures },
      },
    },
    async (request: OfOne, reply) => {
      const { user } = await caller(request);
      requireVersion(request);
      if (request.headers['content-type'] !== PART) throw new Failure('request.invalid');
      const offset = readBytes(request.headers['upload-offset']);
      const checksum = readChecksum(request.headers['upload-checksum']);
      const row = await receive(request, reply, (source) =>
        uploads.append(user, request.params.id, { offset, checksum }, source),
      );
      if (row.state === 'received') preparing.ready(row.id).catch(() => {});
      return told(reply.status(204), row).send();
    },
  );
  app.delete(
    path,
    {
      schema: {
        tags,
        summary: 'Take back a file of mine that was not sent',
        security,
        params: Params,
        response: { 204: nothing, ...failures },
      },
    },
    async (request: OfOne, reply) => {
      await uploads.remove((await caller(request)).user, request.params.id);
      return reply.status(204).send();
    },
  );
}

const Poster = Type.Object(
  {
    picture: Type.String({ maxLength: Math.ceil((LIMITS.posterBytes * 4) / 3) + 4, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
  },
  { additionalProperties: false },
);

function illustrating(app: FastifyInstance, { uploads, preparing }: Parts, caller: WhoAsks): void {
  app.post(
    `${FILES_PATH}/:id/poster`,
    {
      bodyLimit: LIMITS.posterBytes * 2,
      schema: {
        tags,
        summary: 'The picture that stands for a video of mine, before all of it is there',
        security,
        params: Params,
        body: Poster,
        response: { 204: nothing, ...failures },
      },
    },
    async (request: FastifyRequest<{ Params: Static<typeof Params>; Body: Static<typeof Poster> }>, reply) => {
      const row = await uploads.open((await caller(request)).user, request.params.id);
      await preparing.poster(row, Buffer.from(request.body.picture, 'base64'));
      return reply.status(204).send();
    },
  );
}

/** Takes a body in that may be long, and must not be silent. A body that broke off is no bug. */
async function receive(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  work: (source: Source) => Promise<FileRow>,
): Promise<FileRow> {
  const silence = setTimeout(() => raw.destroy(), SILENT_MS);
  const source: Source = {
    destroy: () => raw.destroy(),
    async *[Symbol.asyncIterator]() {
      for await (const chunk of raw) {
        silence.refresh();
        yield chunk;
        release(chunk);
      }
    },
  };
  try {
    return await work(source);
  } catch (error) {
    // The rest of a body that nobody wants is not waited for.
    if (!raw.complete) reply.header('connection', 'close');
    // It may all have come, and the connection be gone before all of it was read.
    const gone = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!(error instanceof Failure) && (gone || raw.errored !== null || !raw.complete))
      throw new Failure('network.unreachable');
    throw error;
  } finally {
    clearTimeout(silence);
  }
}

/** Gives the memory of a chunk back that nobody needs any more: the collector, which can't tell, would come by all the time. */
function release({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}

/** @throws Failure 'file.checking' when it takes longer than a request should */
async function readySoon(preparing: Preparing, id: string): Promise<FileRow> {
  let stop: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    stop = setTimeout(() => reject(new Failure('file.checking', { retryAfterMs: LATE_MS / 10 })), LATE_MS);
  });
  try {
    return await Promise.race([preparing.ready(id), late]);
  } finally {
    clearTimeout(stop);
  }
}

function told(reply: FastifyReply, row: FileRow): FastifyReply {
  reply.header('upload-offset', row.received);
  return row.state === 'uploading' ? reply.header('upload-expires', new Date(row.expires_at).toUTCString()) : reply;
}

/** @throws Failure 'tus.version' */
function requireVersion(request: FastifyRequest): void {
  if (request.headers['tus-resumable'] !== TUS_VERSION) throw new Failure('tus.version');
}
