import type { BoardKind } from '#protocol/boards.ts';

export interface BoardTopics extends Record<string, unknown> {
  /** A document goes up to there now. */
  'board-changed': { number: string; kind: BoardKind; board: string; seq: number };
  /** Somebody's cursor moved, or is gone. */
  'board-cursor': { number: string; kind: BoardKind; page: number; identity: string; cursor?: CursorSaid };
}

/** What one page says of where somebody is. */
export interface CursorSaid {
  name: string;
  guest: boolean;
  state: string;
}
