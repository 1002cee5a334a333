import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { LockRequest, MuteRequest, RemovedPeople, RemoveRequest } from '#protocol/meetings.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import type { Host, Hosting } from './hosting.ts';

const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const Done = Type.Object({});
const about = { tags: ['meetings'], security: [{ access: [] }], params: Params };
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };

/** What the host of `/api/v1/meetings/{number}` does to others. */
export async function hostingRoutes(app: FastifyInstance, hosting: Hosting, identity: Identity): Promise<void> {
  const host = async (request: FastifyRequest): Promise<Host> => {
    const caller = await identity.authenticate(bearerToken(request.headers.authorization));
    return { address: request.ip, caller };
  };
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  removing(app, hosting, host);
  quieting(app, hosting, host);
}

type WhoAsks = (request: FastifyRequest) => Promise<Host>;

function removing(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  const response = { 200: RemovedPeople, ...failures };
  app.post<{ Params: Params; Body: RemoveRequest }>(
    '/api/v1/meetings/:number/remove',
    { schema: { ...about, summary: 'Send somebody out for good', body: RemoveRequest, response } },
    async (request) => hosting.remove(request.params.number, await host(request), request.body.identity),
  );
  app.post<{ Params: Params; Body: RemoveRequest }>(
    '/api/v1/meetings/:number/readmit',
    { schema: { ...about, summary: 'Let somebody in again', body: RemoveRequest, response } },
    async (request) => hosting.readmit(request.params.number, await host(request), request.body.identity),
  );
  app.get<{ Params: Params }>(
    '/api/v1/meetings/:number/removed',
    { schema: { ...about, summary: 'Who is kept out', response } },
    async (request) => hosting.removed(request.params.number, await host(request)),
  );
}

function quieting(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  const response = { 200: Done, ...failures };
  app.post<{ Params: Params; Body: MuteRequest }>(
    '/api/v1/meetings/:number/mute',
    { schema: { ...about, summary: 'Mute somebody, or everybody but the host', body: MuteRequest, response } },
    async (request) => {
      const { source, identity } = request.body;
      await hosting.mute(request.params.number, await host(request), source, identity);
      return {};
    },
  );
  app.post<{ Params: Params; Body: LockRequest }>(
    '/api/v1/meetings/:number/lock',
    { schema: { ...about, summary: 'Let nobody new in, or let people in again', body: LockRequest, response } },
    async (request) => {
      await hosting.lock(request.params.number, await host(request), request.body.locked);
      return {};
    },
  );
}
