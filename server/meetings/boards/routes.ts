import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import { BOARD_LIMITS } from '#protocol/board-limits.ts';
import {
  BoardCursorRequest,
  BoardFollowRequest,
  BoardKind,
  BoardNews,
  BoardWriteRequest,
  KeptBoard,
} from '#protocol/boards.ts';
import { FailureSchema } from '#protocol/common.ts';
import { TicketRequest } from '#protocol/meeting-rules.ts';
import { bearerToken, type Identity } from '#server/identity/api.ts';
import type { Visitor } from '../service.ts';
import type { Boards } from './boards.ts';
import type { KeptBoards } from './kept-boards.ts';

const Params = Type.Object({ number: Type.String({ maxLength: 100, description: '9 digits' }), kind: BoardKind });
type Params = Static<typeof Params>;
const KeptParams = Type.Object({ board: Type.String({ maxLength: 100 }) });
const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const Done = Type.Object({});
/** The longest update in base64, and what is around it. */
const BODY_BYTES = BOARD_LIMITS.updateBytes * 2;

interface BoardRoutesOptions {
  boards: Boards;
  kept: KeptBoards;
  identity: Identity;
}

/** Whiteboards and notes: `/api/v1/meetings/{number}/boards/{kind}/…` for who is in, `/api/v1/boards/{board}` afterwards. */
export async function boardRoutes(app: FastifyInstance, { boards, kept, identity }: BoardRoutesOptions): Promise<void> {
  const visitor = async ({ headers, ip }: FastifyRequest): Promise<Visitor> => {
    const { authorization } = headers;
    const caller = authorization === undefined ? undefined : await identity.authenticate(bearerToken(authorization));
    return { address: ip, caller };
  };
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  const at = (what: string) => `/api/v1/meetings/:number/boards/:kind/${what}`;
  app.post<{ Params: Params; Body: BoardFollowRequest }>(
    at('follow'),
    { schema: { ...about('What is new in a whiteboard or notes', BoardFollowRequest, BoardNews), description: HELD } },
    async (request) => {
      const { number, kind } = request.params;
      return boards.follow(number, kind, await visitor(request), request.body);
    },
  );
  app.post<{ Params: Params; Body: BoardWriteRequest }>(
    at('write'),
    { bodyLimit: BODY_BYTES, schema: about('Draw or write: a Yjs update', BoardWriteRequest, Written) },
    async (request) => {
      const { number, kind } = request.params;
      return boards.write(number, kind, await visitor(request), request.body);
    },
  );
  app.post<{ Params: Params; Body: BoardCursorRequest }>(
    at('cursor'),
    { schema: about('Say where one is in it', BoardCursorRequest, Done) },
    async (request) => {
      const { number, kind } = request.params;
      await boards.cursor(number, kind, await visitor(request), request.body);
      return {};
    },
  );
  app.post<{ Params: Params; Body: TicketRequest }>(
    at('open'),
    { schema: about('Tell everybody in the room that one opened it', TicketRequest, Done) },
    async (request) => {
      const { number, kind } = request.params;
      await boards.open(number, kind, await visitor(request), request.body.ticket);
      return {};
    },
  );
  app.get<{ Params: Static<typeof KeptParams> }>(
    '/api/v1/boards/:board',
    {
      schema: {
        tags: ['meetings'],
        summary: 'A whiteboard or notes of a meeting that one was in',
        security: [{ access: [] }],
        params: KeptParams,
        response: { 200: KeptBoard, ...failures },
      },
    },
    async ({ params, headers }) =>
      kept.read(await identity.authenticate(bearerToken(headers.authorization)), params.board),
  );
}

const HELD = 'Answered once there is something that the asker does not have, or after 20 seconds.';
const Written = Type.Object({ seq: Type.Integer({ minimum: 0 }) });

function about(summary: string, body: TSchema, answer: TSchema) {
  const security = [{ access: [] }, {}];
  return { tags: ['meetings'], security, params: Params, summary, body, response: { 200: answer, ...failures } };
}
