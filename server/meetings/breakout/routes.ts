import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { BreakoutDeed, BreakoutGo, BreakoutHelp, BreakoutLook, BreakoutView } from '#protocol/breakout.ts';
import { FailureSchema } from '#protocol/common.ts';
import { JoinMeetingAnswer } from '#protocol/meetings.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import type { Visitor } from '../service.ts';
import type { Breakouts } from './breakouts.ts';

const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const view = { 200: BreakoutView, ...failures };
const anybody = { tags: ['meetings'], security: [{ access: [] }, {}], params: Params };

/** Breakout rooms of `/api/v1/meetings/{number}`. */
export async function breakoutRoutes(app: FastifyInstance, breakouts: Breakouts, identity: Identity): Promise<void> {
  const visitor = async ({ headers, ip }: FastifyRequest): Promise<Visitor> => {
    const { authorization } = headers;
    const caller = authorization === undefined ? undefined : await identity.authenticate(bearerToken(authorization));
    return { address: ip, caller };
  };
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.post<{ Params: Params; Body: BreakoutLook }>(
    '/api/v1/meetings/:number/breakout',
    { schema: { ...anybody, summary: 'How it stands with breakout rooms', body: BreakoutLook, response: view } },
    async (request) => breakouts.look(request.params.number, await visitor(request), request.body.ticket),
  );
  app.post<{ Params: Params; Body: BreakoutGo }>(
    '/api/v1/meetings/:number/breakout/go',
    {
      schema: {
        ...anybody,
        summary: 'Go into a breakout room, or back to the main room',
        description: 'The answer holds a LiveKit token for that room alone. Without `to`: for where one belongs.',
        body: BreakoutGo,
        response: { 200: JoinMeetingAnswer, ...failures },
      },
    },
    async (request) => breakouts.go(request.params.number, await visitor(request), request.body),
  );
  app.post<{ Params: Params; Body: BreakoutHelp }>(
    '/api/v1/meetings/:number/breakout/help',
    { schema: { ...anybody, summary: 'Ask the hosts to come, or no more', body: BreakoutHelp, response: view } },
    async (request) => breakouts.help(request.params.number, await visitor(request), request.body),
  );
  const host = { ...anybody, security: [{ access: [] }] };
  app.post<{ Params: Params; Body: BreakoutDeed }>(
    '/api/v1/meetings/:number/breakout/act',
    { schema: { ...host, summary: 'Make, assign, open and close breakout rooms', body: BreakoutDeed, response: view } },
    async (request) => {
      const caller = await identity.authenticate(bearerToken(request.headers.authorization));
      return breakouts.act(request.params.number, { address: request.ip, caller }, request.body);
    },
  );
}
