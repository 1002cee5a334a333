import type { BoardCalls } from '#client/boards/board-calls.ts';
import type { BoardKind } from '#protocol/boards.ts';

/** A document of the meeting that goes on. */
export interface BoardSource {
  calls: BoardCalls;
  number: string;
  kind: BoardKind;
  /** A guest's. */
  ticket: string | undefined;
  /** What files that are saved are named after. */
  title: string;
}
