import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import {
  AdmitRequest,
  Attendance,
  CohostRequest,
  DeskQuery,
  MeetingDesk,
  MeetingSettings,
  WhomRequest,
} from '#protocol/meeting-rules.ts';
import { LockRequest, Meeting, MuteRequest, RemovedPeople, RemoveRequest } from '#protocol/meetings.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import { removedOn } from './desk.ts';
import type { Host, Hosting } from './hosting.ts';

const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const Done = Type.Object({});
const about = { tags: ['meetings'], security: [{ access: [] }], params: Params };
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };

/** What the hosts of `/api/v1/meetings/{number}` do. */
export async function hostingRoutes(app: FastifyInstance, hosting: Hosting, identity: Identity): Promise<void> {
  const host = async (request: FastifyRequest): Promise<Host> => {
    const caller = await identity.authenticate(bearerToken(request.headers.authorization));
    return { address: request.ip, caller };
  };
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  receiving(app, hosting, host);
  removing(app, hosting, host);
  quieting(app, hosting, host);
  ruling(app, hosting, host);
  knowing(app, hosting, host);
}

type WhoAsks = (request: FastifyRequest) => Promise<Host>;
const desk = { 200: MeetingDesk, ...failures };
const done = { 200: Done, ...failures };

function receiving(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  app.post<{ Params: Params; Body: AdmitRequest }>(
    '/api/v1/meetings/:number/admit',
    { schema: { ...about, summary: 'Let in somebody who waits, or everybody', body: AdmitRequest, response: desk } },
    async (request) => hosting.admit(request.params.number, await host(request), request.body.identity),
  );
  app.post<{ Params: Params; Body: WhomRequest }>(
    '/api/v1/meetings/:number/refuse',
    { schema: { ...about, summary: 'Let somebody who waits not in', body: WhomRequest, response: desk } },
    async (request) => hosting.toOne(request.params.number, await host(request), 'refused', request.body.identity),
  );
  app.post<{ Params: Params; Body: MeetingSettings }>(
    '/api/v1/meetings/:number/settings',
    { schema: { ...about, summary: 'Lobby, lock, passcode and switches', body: MeetingSettings, response: desk } },
    async (request) => hosting.set(request.params.number, await host(request), request.body),
  );
}

function removing(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  const response = { 200: RemovedPeople, ...failures };
  app.post<{ Params: Params; Body: RemoveRequest }>(
    '/api/v1/meetings/:number/remove',
    { schema: { ...about, summary: 'Send somebody out for good', body: RemoveRequest, response } },
    async (request) =>
      removedOn(await hosting.toOne(request.params.number, await host(request), 'removed', request.body.identity)),
  );
  app.post<{ Params: Params; Body: RemoveRequest }>(
    '/api/v1/meetings/:number/readmit',
    { schema: { ...about, summary: 'Let somebody in again', body: RemoveRequest, response } },
    async (request) =>
      removedOn(await hosting.toOne(request.params.number, await host(request), 'readmitted', request.body.identity)),
  );
  app.get<{ Params: Params }>(
    '/api/v1/meetings/:number/removed',
    { schema: { ...about, summary: 'Who is kept out', response } },
    async (request) => hosting.removed(request.params.number, await host(request)),
  );
}

function quieting(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  app.post<{ Params: Params; Body: MuteRequest }>(
    '/api/v1/meetings/:number/mute',
    { schema: { ...about, summary: 'Mute somebody, or everybody but the hosts', body: MuteRequest, response: done } },
    async (request) => {
      const { source, identity } = request.body;
      await hosting.mute(request.params.number, await host(request), source, identity);
      return {};
    },
  );
  app.post<{ Params: Params; Body: WhomRequest }>(
    '/api/v1/meetings/:number/ask',
    { schema: { ...about, summary: 'Ask somebody to unmute', body: WhomRequest, response: done } },
    async (request) => {
      await hosting.ask(request.params.number, await host(request), request.body.identity);
      return {};
    },
  );
  app.post<{ Params: Params; Body: LockRequest }>(
    '/api/v1/meetings/:number/lock',
    { schema: { ...about, summary: 'Let nobody new in, or let people in again', body: LockRequest, response: done } },
    async (request) => {
      await hosting.lock(request.params.number, await host(request), request.body.locked);
      return {};
    },
  );
}

function ruling(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  app.post<{ Params: Params; Body: CohostRequest }>(
    '/api/v1/meetings/:number/cohost',
    { schema: { ...about, summary: 'Make somebody co-host, or take it back', body: CohostRequest, response: desk } },
    async (request) => {
      const { identity, cohost } = request.body;
      return hosting.cohost(request.params.number, await host(request), identity, cohost);
    },
  );
  app.post<{ Params: Params; Body: WhomRequest }>(
    '/api/v1/meetings/:number/hand-over',
    { schema: { ...about, summary: 'Make somebody else the host', body: WhomRequest, response: desk } },
    async (request) => hosting.toOne(request.params.number, await host(request), 'handed', request.body.identity),
  );
  app.post<{ Params: Params }>(
    '/api/v1/meetings/:number/end',
    { schema: { ...about, summary: 'End a meeting for all', response: { 200: Meeting, ...failures } } },
    async (request) => hosting.end(request.params.number, await host(request)),
  );
}

function knowing(app: FastifyInstance, hosting: Hosting, host: WhoAsks): void {
  app.get<{ Params: Params; Querystring: DeskQuery }>(
    '/api/v1/meetings/:number/desk',
    {
      schema: {
        ...about,
        summary: 'What the hosts have before them',
        description: 'Answered once its revision is not `after` any more, or after 20 seconds.',
        querystring: DeskQuery,
        response: desk,
      },
    },
    async (request) => {
      const { after } = request.query;
      return hosting.desk(request.params.number, await host(request), after === undefined ? undefined : Number(after));
    },
  );
  app.get<{ Params: Params }>(
    '/api/v1/meetings/:number/attendance',
    { schema: { ...about, summary: 'Who came and left when', response: { 200: Attendance, ...failures } } },
    async (request) => hosting.attendance(request.params.number, await host(request)),
  );
}
