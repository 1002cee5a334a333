import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { HandRequest, SpotlightRequest } from '#protocol/meeting-signs.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import type { Host } from './hosting.ts';
import type { Visitor } from './service.ts';
import type { Signs } from './signs.ts';

const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const response = { 200: Type.Object({}), '4xx': FailureSchema, '5xx': FailureSchema };

/** Hands and the spotlight of `/api/v1/meetings/{number}`. */
export async function signsRoutes(app: FastifyInstance, signs: Signs, identity: Identity): Promise<void> {
  const visitor = async ({ headers, ip }: FastifyRequest): Promise<Visitor> => {
    const { authorization } = headers;
    const caller = authorization === undefined ? undefined : await identity.authenticate(bearerToken(authorization));
    return { address: ip, caller };
  };
  const host = async ({ headers, ip }: FastifyRequest): Promise<Host> => {
    return { address: ip, caller: await identity.authenticate(bearerToken(headers.authorization)) };
  };
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.post<{ Params: Params; Body: HandRequest }>(
    '/api/v1/meetings/:number/hand',
    {
      schema: {
        tags: ['meetings'],
        security: [{ access: [] }, {}],
        params: Params,
        summary: 'Raise or lower one’s hand; hosts lower that of others',
        body: HandRequest,
        response,
      },
    },
    async (request) => {
      await signs.hand(request.params.number, await visitor(request), request.body);
      return {};
    },
  );
  app.post<{ Params: Params; Body: SpotlightRequest }>(
    '/api/v1/meetings/:number/spotlight',
    {
      schema: {
        tags: ['meetings'],
        security: [{ access: [] }],
        params: Params,
        summary: 'Show somebody to everybody, or nobody any more',
        body: SpotlightRequest,
        response,
      },
    },
    async (request) => {
      await signs.spotlight(request.params.number, await host(request), request.body.identity);
      return {};
    },
  );
}
