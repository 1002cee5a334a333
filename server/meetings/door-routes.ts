import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { Place, PlaceRequest, RenameRequest, TicketRequest, WaitingAnswer } from '#protocol/meeting-rules.ts';
import { JoinMeetingAnswer, JoinMeetingRequest } from '#protocol/meetings.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import type { Doors } from './doors.ts';
import type { Visitor } from './service.ts';

/** Any text: what isn't a number of ours is simply unknown. */
const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const Done = Type.Object({});
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const about = { tags: ['meetings'], security: [{ access: [] }, {}], params: Params };

type WhoAsks = (request: FastifyRequest) => Promise<Visitor>;

/** How members and guests come into `/api/v1/meetings/{number}`, wait and leave. */
export async function doorRoutes(app: FastifyInstance, doors: Doors, identity: Identity): Promise<void> {
  /** A token that isn't good any more is told so, rather than taking its bearer for a guest. */
  const visitor: WhoAsks = async ({ headers, ip }) => {
    const { authorization } = headers;
    const caller = authorization === undefined ? undefined : await identity.authenticate(bearerToken(authorization));
    return { address: ip, caller };
  };
  // Answers hold tokens and what only the asker may know.
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  comingIn(app, doors, visitor);
  staying(app, doors, visitor);
}

function comingIn(app: FastifyInstance, doors: Doors, visitor: WhoAsks): void {
  app.post<{ Params: Params; Body: JoinMeetingRequest }>(
    '/api/v1/meetings/:number/join',
    {
      schema: {
        ...about,
        summary: 'Enter a meeting as member, or as guest with a name, or wait for it',
        description: 'The answer holds a LiveKit URL and token. Numbers that do not exist are counted and limited.',
        body: JoinMeetingRequest,
        response: { 200: JoinMeetingAnswer, 202: WaitingAnswer, ...failures },
      },
    },
    async (request, reply) => {
      const answer = await doors.join(request.params.number, await visitor(request), request.body);
      if ('waiting' in answer) reply.status(202);
      return answer;
    },
  );
  app.post<{ Params: Params; Body: PlaceRequest }>(
    '/api/v1/meetings/:number/place',
    {
      schema: {
        ...about,
        summary: 'How it stands with who waits',
        description: 'Answered once it is not `state` any more, or after 20 seconds.',
        body: PlaceRequest,
        response: { 200: Place, ...failures },
      },
    },
    async (request) => doors.place(request.params.number, await visitor(request), request.body),
  );
}

function staying(app: FastifyInstance, doors: Doors, visitor: WhoAsks): void {
  const response = { 200: Done, ...failures };
  app.post<{ Params: Params; Body: TicketRequest }>(
    '/api/v1/meetings/:number/leave',
    { schema: { ...about, summary: 'Leave, or wait no more', body: TicketRequest, response } },
    async (request) => {
      await doors.leave(request.params.number, await visitor(request), request.body.ticket);
      return {};
    },
  );
  app.post<{ Params: Params; Body: RenameRequest }>(
    '/api/v1/meetings/:number/rename',
    {
      schema: {
        ...about,
        summary: 'Change one’s name in the meeting; hosts, that of others',
        body: RenameRequest,
        response,
      },
    },
    async (request) => {
      await doors.rename(request.params.number, await visitor(request), request.body);
      return {};
    },
  );
}
