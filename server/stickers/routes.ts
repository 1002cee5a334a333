import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { Sticker, StickerPicture, StickerUpload } from '#protocol/stickers.ts';
import { bearerToken, type Caller, type Identity } from '../identity/api.ts';
import type { Drawing } from './drawing.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 40 }) });
type Params = Static<typeof Params>;

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['stickers'];
const security = [{ access: [] }];
/** The picture in base64, and the JSON around it. */
const UPLOAD_BYTES = Math.ceil(LIMITS.stickerBytes / 3) * 4 + 2048;

/** `/api/v1/stickers`: pictures of stickers, in and out, for those who are signed in. */
export async function stickerRoutes(
  app: FastifyInstance,
  drawing: Drawing,
  identity: Pick<Identity, 'authenticate'>,
): Promise<void> {
  const caller = (request: FastifyRequest): Promise<Caller> =>
    identity.authenticate(bearerToken(request.headers.authorization));

  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.post<{ Body: StickerUpload }>(
    '/api/v1/stickers',
    {
      bodyLimit: UPLOAD_BYTES,
      schema: {
        tags,
        summary: 'Make a sticker for an own pack',
        description: 'A PNG, GIF or WebP of at most 512 KB and 512 px a side.',
        security,
        body: StickerUpload,
        response: { 201: Sticker, ...failures },
      },
    },
    async (request, reply) => {
      const made = await drawing.upload((await caller(request)).user, request.body);
      return reply.status(201).send(made);
    },
  );

  app.get<{ Params: Params }>(
    '/api/v1/stickers/:id',
    {
      schema: {
        tags,
        summary: 'What a sticker looks like',
        description: 'In base64, so that it is never a document of its own. It never changes.',
        security,
        params: Params,
        response: { 200: StickerPicture, ...failures },
      },
    },
    async (request, reply) => {
      await caller(request);
      const picture = await drawing.picture(request.params.id);
      return reply.header('cache-control', 'private, max-age=31536000, immutable').send(picture);
    },
  );
}
