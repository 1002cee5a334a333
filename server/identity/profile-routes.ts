import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { Me } from '#protocol/accounts.ts';
import { FailureSchema } from '#protocol/common.ts';
import { AVATAR, AvatarUpload, ProfileChange } from '#protocol/profile.ts';
import { bearerToken, type Caller } from './api.ts';
import type { Profiles } from './profiles.ts';

const Params = Type.Object({
  name: Type.String({ maxLength: 100 }),
  size: Type.Union([Type.Literal('large'), Type.Literal('small')]),
});
type Params = Static<typeof Params>;

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['profile'];
const security = [{ access: [] }];
/** Both pictures in base64, and the JSON around them. */
const UPLOAD_BYTES = Math.ceil((AVATAR.largeBytes + AVATAR.smallBytes) / 3) * 4 + 1024;

/** `PATCH /api/v1/me`, and faces. */
export async function profileRoutes(
  app: FastifyInstance,
  profiles: Profiles,
  authenticate: (accessToken: string) => Promise<Caller>,
): Promise<void> {
  const caller = (request: FastifyRequest) => authenticate(bearerToken(request.headers.authorization));
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  changing(app, profiles, caller);
  faces(app, profiles, caller);
}

type WhoAsks = (request: FastifyRequest) => Promise<Caller>;

function changing(app: FastifyInstance, profiles: Profiles, caller: WhoAsks): void {
  app.patch<{ Body: ProfileChange }>(
    '/api/v1/me',
    {
      schema: {
        tags,
        summary: 'Change what I tell of myself',
        description: 'What is not given stays; an empty text takes away what was there.',
        security,
        body: ProfileChange,
        response: { 200: Me, ...failures },
      },
    },
    async (request) => profiles.change((await caller(request)).user, request.body),
  );
}

function faces(app: FastifyInstance, profiles: Profiles, caller: WhoAsks): void {
  app.put<{ Body: AvatarUpload }>(
    '/api/v1/me/avatar',
    {
      bodyLimit: UPLOAD_BYTES,
      schema: {
        tags,
        summary: 'Show another face',
        security,
        body: AvatarUpload,
        response: { 200: Me, ...failures },
      },
    },
    async (request) => profiles.setAvatar((await caller(request)).user, request.body),
  );

  app.delete(
    '/api/v1/me/avatar',
    { schema: { tags, summary: 'Show no face', security, response: { 200: Me, ...failures } } },
    async (request) => profiles.removeAvatar((await caller(request)).user),
  );

  app.get<{ Params: Params }>(
    '/api/v1/avatars/:name/:size',
    {
      schema: {
        tags,
        summary: 'A face, for whoever knows its name',
        description: 'Names cannot be guessed and are told to members only. A new face has a new name.',
        params: Params,
        response: { 200: { type: 'string', format: 'binary', description: 'JPEG or WebP' }, ...failures },
      },
    },
    async (request, reply) => {
      const { bytes, type } = await profiles.picture(request.params.name, request.params.size);
      return reply
        .header('content-type', type)
        .header('cache-control', 'private, max-age=31536000, immutable')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(bytes);
    },
  );
}
