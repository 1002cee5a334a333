import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { ByteRange } from '#kernel/ports/blobs.ts';
import { FailureSchema } from '#protocol/common.ts';
import { hasTag, readRange } from './byte-range.ts';
import { disposition } from './file-name.ts';
import { type Reading, type Served, sizeNamed } from './reading.ts';
import { isShown } from './sniff.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 40 }), size: Type.String({ maxLength: 20 }) });
const Query = Type.Object({
  key: Type.Optional(Type.String({ maxLength: 200 })),
  save: Type.Optional(Type.String({ maxLength: 1 })),
});
type Request = FastifyRequest<{ Params: Static<typeof Params>; Querystring: Static<typeof Query> }>;

const schema = {
  tags: ['files'],
  summary: 'The bytes of a file, for whoever has a key that holds',
  description:
    'Keys are given by `file.keys` and end after minutes; whether the person sees the message is looked at each time. ' +
    'Of pictures there are `small` (640 px), `large` (1,600 px) and `original`, of videos perhaps `small`, of Opus in Ogg ' +
    '`caf`. One range is understood.',
  params: Params,
  querystring: Query,
  response: {
    200: { type: 'string', format: 'binary', description: 'All of it' },
    206: { type: 'string', format: 'binary', description: 'The part that was asked for' },
    '4xx': FailureSchema,
    '5xx': FailureSchema,
  },
};

/** `/api/v1/files/:id/:size`: files out, as bytes that never run in our origin. */
export async function contentRoutes(app: FastifyInstance, reading: Reading): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  const handler = async (request: Request, reply: FastifyReply) => {
    const { params, query } = request;
    return send(request, reply, await reading.open(params.id, sizeNamed(params.size), query.key ?? ''));
  };
  app.get('/api/v1/files/:id/:size', { schema, exposeHeadRoute: false }, handler);
  app.head('/api/v1/files/:id/:size', { schema: { ...schema, hide: true } }, handler);
}

function send(request: Request, reply: FastifyReply, served: Served): FastifyReply {
  const { row, type, size, tag } = served;
  const shown = isShown(type) && request.query.save === undefined;
  reply
    .header('accept-ranges', 'bytes')
    .header('etag', tag)
    .header('cache-control', `private, max-age=${Math.floor(served.goodForMs / 1000)}`)
    .header('content-type', type === 'text/plain' ? 'text/plain; charset=utf-8' : type)
    .header('content-disposition', disposition(shown ? 'inline' : 'attachment', row.name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff');
  if (hasTag(request.headers['if-none-match'], tag)) return reply.status(304).send();
  const link = request.query.save === undefined ? undefined : served.link(disposition('attachment', row.name));
  if (link !== undefined) return reply.header('cache-control', 'no-store').redirect(link, 302);
  const condition = request.headers['if-range'];
  const wanted = condition === undefined || condition === tag ? readRange(request.headers.range, size) : undefined;
  if (wanted === 'none')
    return reply.status(416).header('content-range', `bytes */${size}`).type('text/plain').send('');
  const length = wanted === undefined ? size : wanted.end - wanted.start + 1;
  if (wanted !== undefined) reply.status(206).header('content-range', `bytes ${wanted.start}-${wanted.end}/${size}`);
  reply.header('content-length', length);
  if (request.method === 'HEAD' || length === 0) return reply.send();
  if (served.pour !== undefined) return poured(reply, served.pour, wanted ?? { start: 0, end: size - 1 });
  const bytes = served.read(wanted);
  return reply.send(bytes instanceof Readable ? bytes : Readable.from(bytes, { objectMode: false }));
}

/** Writes the answer by itself, with the headers that it has: bytes go from the store's buffers to the connection. */
function poured(reply: FastifyReply, pour: NonNullable<Served['pour']>, range: ByteRange): FastifyReply {
  const { raw } = reply.hijack();
  raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
  let stop = () => {};
  // Whoever broke off is noticed by the close.
  raw.on('error', () => {}).once('close', () => stop());
  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stop = () => reject(new Error('nobody listens any more'));
      if (raw.destroyed) stop();
      else raw.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  pour(range, write).then(
    () => raw.end(),
    () => raw.destroy(),
  );
  return reply;
}
