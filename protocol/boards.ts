import Type, { type Static } from 'typebox';
import { BOARD_LIMITS } from './board-limits.ts';
import { SeatIdentity, Ticket } from './meeting-rules.ts';

/** Whiteboards and notes of meetings, HTTP shapes of `/api/v1/meetings/{number}/boards/…`: docs/spec/boards.md. */

const closed = { additionalProperties: false } as const;

export const BoardKind = Type.Union([Type.Literal('whiteboard'), Type.Literal('notes')]);
export type BoardKind = Static<typeof BoardKind>;

export const BoardId = Type.String({ pattern: '^b_[0-9a-z]{20}$', description: 'One document of one meeting' });

/** Bytes in base64, 4 characters for 3. */
function bytes(most: number) {
  return Type.String({ maxLength: Math.ceil(most / 3) * 4, pattern: '^[0-9A-Za-z+/]*={0,2}$' });
}

/** One page that looks at it: a Yjs client id. */
const Page = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

/** What the asker has of the document; answered when there is more, or after 20 seconds. */
export const BoardFollowRequest = Type.Object(
  {
    ticket: Type.Optional(Ticket),
    /** Which document, and up to where it is known. Absent: all of it is wanted, at once. */
    board: Type.Optional(BoardId),
    seq: Type.Optional(Type.Integer({ minimum: 0 })),
    /** As the last answer said it. */
    cursors: Type.Optional(Type.String({ maxLength: 60 })),
    edit: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type BoardFollowRequest = Static<typeof BoardFollowRequest>;

export const BoardCursor = Type.Object({
  page: Page,
  identity: SeatIdentity,
  name: Type.String(),
  guest: Type.Boolean(),
  /** JSON, made and understood by the pages. */
  state: Type.String({ maxLength: BOARD_LIMITS.cursorChars }),
});
export type BoardCursor = Static<typeof BoardCursor>;

export const BoardNews = Type.Object({
  board: BoardId,
  seq: Type.Integer({ minimum: 0 }),
  /** A Yjs update; absent when there is nothing new. */
  update: Type.Optional(Type.String()),
  /** Whether the asker may write. */
  edit: Type.Boolean(),
  /** Stands for the cursors as they are. */
  cursors: Type.String(),
  /** Absent when they are what the asker knows. */
  people: Type.Optional(Type.Array(BoardCursor, { maxItems: BOARD_LIMITS.cursors })),
});
export type BoardNews = Static<typeof BoardNews>;

export const BoardWriteRequest = Type.Object(
  { ticket: Type.Optional(Ticket), board: BoardId, update: bytes(BOARD_LIMITS.updateBytes) },
  closed,
);
export type BoardWriteRequest = Static<typeof BoardWriteRequest>;

export const BoardCursorRequest = Type.Object(
  {
    ticket: Type.Optional(Ticket),
    page: Page,
    /** Absent: it is gone. */
    state: Type.Optional(Type.String({ maxLength: BOARD_LIMITS.cursorChars })),
  },
  closed,
);
export type BoardCursorRequest = Static<typeof BoardCursorRequest>;

/** A document of a meeting that was. */
export const KeptBoard = Type.Object({
  board: BoardId,
  kind: BoardKind,
  title: Type.String(),
  update: Type.String({ description: 'The whole document as a Yjs update, base64' }),
});
export type KeptBoard = Static<typeof KeptBoard>;

/** What is sent to everybody in the room when somebody opens one: the data packet on `BOARD_TOPIC`, as JSON. */
export interface BoardOpened {
  kind: BoardKind;
  identity: string;
  name: string;
}
