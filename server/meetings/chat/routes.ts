import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import {
  ChatKey,
  ChatKeyRequest,
  ChatLines,
  ChatOpened,
  ChatReadRequest,
  ChatSayRequest,
  ChatVoteRequest,
} from '#protocol/meeting-chat.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import type { Visitor } from '../service.ts';
import type { MeetingChat } from './meeting-chat.ts';

const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }) });
type Params = Static<typeof Params>;
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['meetings'];
const guestsOnly = [{ access: [] }, {}];

type Visiting = (request: FastifyRequest) => Promise<Visitor>;

/** `/api/v1/meetings/{number}/chat…`: the conversation of a meeting for members, and what is said in it for guests. */
export async function chatRoutes(app: FastifyInstance, chat: MeetingChat, identity: Identity): Promise<void> {
  const visitor = async ({ headers, ip }: FastifyRequest): Promise<Visitor> => {
    const { authorization } = headers;
    const caller = authorization === undefined ? undefined : await identity.authenticate(bearerToken(authorization));
    return { address: ip, caller };
  };
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.post<{ Params: Params }>(
    '/api/v1/meetings/:number/chat',
    {
      schema: {
        ...{ tags, params: Params, security: [{ access: [] }] },
        summary: 'The conversation of a meeting, for members who are in it or were',
        response: { 200: ChatOpened, ...failures },
      },
    },
    async (request) => {
      const caller = await identity.authenticate(bearerToken(request.headers.authorization));
      return { conversation: await chat.open(request.params.number, { address: request.ip, caller }) };
    },
  );
  app.post<{ Params: Params; Body: ChatSayRequest }>(
    '/api/v1/meetings/:number/chat/say',
    {
      schema: {
        ...{ tags, params: Params, security: guestsOnly },
        summary: 'Say something in a meeting, as a guest',
        body: ChatSayRequest,
        response: { 200: Type.Object({}), ...failures },
      },
    },
    async (request) => {
      await chat.say(request.params.number, await visitor(request), request.body);
      return {};
    },
  );
  guestRoutes(app, chat, visitor);
  app.post<{ Params: Params; Body: ChatReadRequest }>(
    '/api/v1/meetings/:number/chat/read',
    {
      schema: {
        ...{ tags, params: Params, security: guestsOnly },
        summary: 'What is said in a meeting, for guests',
        description: 'Answered once there is more than `after`, or after 20 seconds.',
        body: ChatReadRequest,
        response: { 200: ChatLines, ...failures },
      },
    },
    async (request) => chat.read(request.params.number, await visitor(request), request.body),
  );
}

/** What guests do with what others have said. */
function guestRoutes(app: FastifyInstance, chat: MeetingChat, visitor: Visiting): void {
  app.post<{ Params: Params; Body: ChatVoteRequest }>(
    '/api/v1/meetings/:number/chat/vote',
    {
      schema: {
        ...{ tags, params: Params, security: guestsOnly },
        summary: 'Vote in a poll of a meeting, as a guest',
        body: ChatVoteRequest,
        response: { 200: Type.Object({}), ...failures },
      },
    },
    async (request) => {
      await chat.vote(request.params.number, await visitor(request), request.body);
      return {};
    },
  );
  app.post<{ Params: Params; Body: ChatKeyRequest }>(
    '/api/v1/meetings/:number/chat/file-key',
    {
      schema: {
        ...{ tags, params: Params, security: guestsOnly },
        summary: 'A key to the files of a message, for guests',
        description:
          'It opens them for minutes, while the guest is in the meeting and its hosts let guests have files.',
        body: ChatKeyRequest,
        response: { 200: ChatKey, ...failures },
      },
    },
    async (request) => ({ key: await chat.keyOf(request.params.number, await visitor(request), request.body) }),
  );
}
