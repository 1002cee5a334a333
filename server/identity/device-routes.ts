import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { Device, DeviceRename, Devices, SignedOutOthers } from '#protocol/devices.ts';
import { bearerToken } from './api.ts';
import type { Sessions } from './sessions.ts';

/** Any text: what isn't one of the person's own devices is simply unknown. */
const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
type Params = Static<typeof Params>;

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['devices'];
const security = [{ access: [] }];

/** `/api/v1/devices`: where one is signed in, and out of there. Nobody sees or reaches the devices of others. */
export async function deviceRoutes(app: FastifyInstance, sessions: Sessions): Promise<void> {
  const caller = (request: FastifyRequest) => sessions.authenticate(bearerToken(request.headers.authorization));
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.get(
    '/api/v1/devices',
    { schema: { tags, summary: 'Where I am signed in', security, response: { 200: Devices, ...failures } } },
    async (request) => ({ devices: await sessions.devices(await caller(request)) }),
  );

  app.delete<{ Params: Params }>(
    '/api/v1/devices/:id',
    {
      schema: {
        tags,
        summary: 'Sign one of my devices out',
        description: 'Its connections end at once. A second time changes nothing.',
        security,
        params: Params,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      await sessions.signOut(await caller(request), request.params.id);
      return reply.status(204).send();
    },
  );

  app.patch<{ Params: Params; Body: DeviceRename }>(
    '/api/v1/devices/:id',
    {
      schema: {
        tags,
        summary: 'Name one of my devices',
        security,
        params: Params,
        body: DeviceRename,
        response: { 200: Device, ...failures },
      },
    },
    async (request) => sessions.rename(await caller(request), request.params.id, request.body.name),
  );

  app.post(
    '/api/v1/devices/sign-out-others',
    {
      schema: {
        tags,
        summary: 'Sign all my other devices out',
        security,
        response: { 200: SignedOutOthers, ...failures },
      },
    },
    async (request) => ({ signedOut: await sessions.signOutOthers(await caller(request)) }),
  );
}
