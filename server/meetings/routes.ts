import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { CreateMeetingRequest, Meeting, MeetingView, MyMeetings } from '#protocol/meetings.ts';
import { bearerToken, type Caller, type Identity } from '#server/identity/api.ts';
import type { MeetingService } from './service.ts';

/** Any text: what isn't a number of ours is simply unknown. */
const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['meetings'];
const membersOnly = [{ access: [] }];
const guestsToo = [{ access: [] }, {}];

/** `/api/v1/meetings/*`. */
export async function meetingsRoutes(app: FastifyInstance, service: MeetingService, identity: Identity): Promise<void> {
  const member = (request: FastifyRequest) => identity.authenticate(bearerToken(request.headers.authorization));
  /** A token that isn't good any more is told so, rather than taking its bearer for a guest. */
  const memberOrGuest = async (request: FastifyRequest): Promise<Caller | undefined> =>
    request.headers.authorization === undefined ? undefined : member(request);
  // Answers hold tokens and what only the asker may know.
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  hosting(app, service, member);
  visiting(app, service, memberOrGuest);
}

type WhoAsks<Who> = (request: FastifyRequest) => Promise<Who>;

function hosting(app: FastifyInstance, service: MeetingService, member: WhoAsks<Caller>): void {
  app.post<{ Body: CreateMeetingRequest }>(
    '/api/v1/meetings',
    {
      schema: {
        tags,
        summary: 'Create a meeting',
        security: membersOnly,
        body: CreateMeetingRequest,
        response: { 201: Meeting, ...failures },
      },
    },
    async (request, reply) => {
      const { user } = await member(request);
      const { title, lobby, passcode } = request.body;
      const first = { ...(lobby && { lobby }), ...(passcode !== undefined && { passcode }) };
      const meeting = await service.create(user, title, first);
      reply.status(201);
      return meeting;
    },
  );

  app.get(
    '/api/v1/meetings/mine',
    {
      schema: {
        tags,
        summary: 'Meetings that I host or hosted, running ones first',
        security: membersOnly,
        response: { 200: MyMeetings, ...failures },
      },
    },
    async (request) => ({ meetings: await service.mine((await member(request)).user) }),
  );
}

function visiting(app: FastifyInstance, service: MeetingService, visitor: WhoAsks<Caller | undefined>): void {
  app.get<{ Params: Params }>(
    '/api/v1/meetings/:number',
    {
      schema: {
        tags,
        summary: 'A meeting and who is in it',
        security: guestsToo,
        params: Params,
        response: { 200: MeetingView, ...failures },
      },
    },
    async (request) => {
      const caller = await visitor(request);
      return service.view(request.params.number, { address: request.ip, caller });
    },
  );
}
