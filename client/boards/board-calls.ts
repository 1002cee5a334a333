import type {
  BoardCursorRequest,
  BoardFollowRequest,
  BoardKind,
  BoardNews,
  BoardWriteRequest,
  KeptBoard,
} from '#protocol/boards.ts';
import type { Client } from '../api.ts';

/** Whiteboards and notes of a meeting, for whoever is in it, guests too. All reject with a Failure. */
export interface BoardCalls {
  /** Answers once there is something new, or after 20 seconds. @throws 'access.denied', 'meeting.ended', 'rate.limited' */
  follow(number: string, kind: BoardKind, known: BoardFollowRequest): Promise<BoardNews>;
  /** @throws as `follow`, 'board.locked', 'board.other', 'board.full', 'board.gap', 'board.malformed' */
  write(number: string, kind: BoardKind, request: BoardWriteRequest): Promise<void>;
  cursor(number: string, kind: BoardKind, request: BoardCursorRequest): Promise<void>;
  /** Tells everybody in the room that one opened it. */
  open(number: string, kind: BoardKind, ticket?: string): Promise<void>;
  /** What was made in a meeting that one was in, for members. @throws 'board.unknown' */
  kept(board: string): Promise<KeptBoard>;
}

export function boardCalls({ request }: Pick<Client, 'request'>): BoardCalls {
  const at = (number: string, kind: BoardKind, what: string) => `/api/v1/meetings/${number}/boards/${kind}/${what}`;
  return {
    follow: (number, kind, known) => request<BoardNews>('POST', at(number, kind, 'follow'), known),
    write: async (number, kind, body) => {
      await request('POST', at(number, kind, 'write'), body);
    },
    cursor: async (number, kind, body) => {
      await request('POST', at(number, kind, 'cursor'), body);
    },
    open: async (number, kind, ticket) => {
      await request('POST', at(number, kind, 'open'), ticket === undefined ? {} : { ticket });
    },
    kept: (board) => request<KeptBoard>('GET', `/api/v1/boards/${board}`),
  };
}
