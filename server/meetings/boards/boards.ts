import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import { BOARD_LIMITS, BOARD_TOPIC } from '#protocol/board-limits.ts';
import type {
  BoardCursorRequest,
  BoardFollowRequest,
  BoardKind,
  BoardNews as BoardNewsAnswer,
  BoardOpened,
  BoardWriteRequest,
} from '#protocol/boards.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { engineRooms } from '../breakout/store.ts';
import type { MediaEngine } from '../media-engine.ts';
import type { MeetingTopics } from '../news.ts';
import type { MeetingService, Visitor } from '../service.ts';
import type { MeetingTables } from '../tables.ts';
import { BoardLogs } from './board-logs.ts';
import { Cursors } from './cursors.ts';
import type { Taken } from './document.ts';
import { BoardNews } from './news.ts';
import { BoardRights } from './rights.ts';
import { base64Of, bytesOf } from './store.ts';
import { currentBoard } from './turns.ts';

export interface BoardsOptions {
  database: Database<MeetingTables>;
  service: MeetingService;
  engine: MediaEngine;
  bus: Bus<MeetingTopics>;
  attempts: Attempts;
  clock: Clock;
  log: Log;
}

const MINUTE_MS = 60_000;
/** [BO21] Pages gather what is drawn and typed for a while, and send it as one. */
const WRITES: AttemptRule = {
  name: 'board updates: person',
  free: 900,
  windowMs: MINUTE_MS,
  firstWaitMs: 1000,
  maxWaitMs: 10_000,
};
/** Pictures and pasted pages. */
const LARGE: AttemptRule = { ...WRITES, name: 'board large updates: person', free: 30, firstWaitMs: 2000 };
const LARGE_BYTES = 32 * 1024;
/** What no page of ours sends. */
const FAULTS: AttemptRule = { ...WRITES, name: 'board faults: person', free: 20, firstWaitMs: 5000, maxWaitMs: 60_000 };
const CURSORS: AttemptRule = { ...WRITES, name: 'board cursors: person', free: 1200 };
/** Whole documents are long. */
const OPENINGS: AttemptRule = { ...WRITES, name: 'board openings: person', free: 60 };
const TELLINGS: AttemptRule = { ...WRITES, name: 'board tellings: person', free: 6, firstWaitMs: 10_000 };

/** Whiteboards and notes of running meetings. Rules: docs/spec/boards.md. */
export class Boards {
  readonly #options: BoardsOptions;
  readonly #rights: BoardRights;
  readonly #news: BoardNews;
  readonly #cursors: Cursors;
  readonly #logs: BoardLogs;
  readonly #stop: () => void;

  constructor(options: BoardsOptions) {
    const { bus, clock } = options;
    this.#options = options;
    this.#rights = new BoardRights(options);
    this.#cursors = new Cursors(clock);
    this.#logs = new BoardLogs(options);
    this.#stop = bus.subscribe('board-cursor', (said) => this.#cursors.note(said));
    this.#news = new BoardNews(bus);
  }

  /**
   * What somebody doesn't have of a document, as soon as there is anything.
   *
   * @throws Failure as `MeetingService.running()`, 'access.denied', 'rate.limited'
   */
  async follow(number: string, kind: BoardKind, visitor: Visitor, known: BoardFollowRequest): Promise<BoardNewsAnswer> {
    const { identity } = await this.#rights.inside(number, visitor, known.ticket);
    if (known.board === undefined) await this.#count(OPENINGS, identity);
    return this.#news.until(number, kind, async (last) => {
      const insider = await this.#rights.again(number, identity);
      const board = await currentBoard(this.#options, insider, kind);
      const { id } = board;
      const mine = known.board === id ? known.seq : undefined;
      const { seq, update } = await this.#logs.of(board).since(mine);
      const here = (one: string) => insider.stored.room.people.some((seat) => seat.identity === one);
      const { mark, people } = this.#cursors.told(number, kind, here);
      const moved = mark !== known.cursors;
      if (!last && update === undefined && !moved && insider.edit === known.edit) return undefined;
      return {
        board: id,
        seq,
        ...(update !== undefined && { update: base64Of(update) }),
        edit: insider.edit,
        cursors: mark,
        ...(moved && { people }),
      };
    });
  }

  /**
   * Stores what somebody drew or wrote. What says nothing new is fine.
   *
   * @throws Failure as `follow()`, 'board.locked', 'board.other', 'board.full', 'board.gap', 'board.malformed'
   */
  async write(number: string, kind: BoardKind, visitor: Visitor, request: BoardWriteRequest): Promise<{ seq: number }> {
    const insider = await this.#rights.inside(number, visitor, request.ticket);
    const { identity, edit } = insider;
    if (!edit) throw new Failure('board.locked');
    await this.#refuseEarly(FAULTS, identity);
    await this.#count(WRITES, identity);
    const update = bytesOf(request.update);
    if (update.length > BOARD_LIMITS.updateBytes) throw new Failure('request.too-large');
    if (update.length > LARGE_BYTES) await this.#count(LARGE, identity);
    const board = await currentBoard(this.#options, insider, kind);
    if (board.id !== request.board) throw new Failure('board.other');
    const { taken, seq } = await this.#logs.of(board).write(update);
    await this.#refuse(taken, identity);
    if (taken === 'new') this.#options.bus.publish('board-changed', { number, kind, board: board.id, seq });
    return { seq };
  }

  /** Where somebody is. @throws Failure as `follow()` */
  async cursor(number: string, kind: BoardKind, visitor: Visitor, request: BoardCursorRequest): Promise<void> {
    const { identity, name, guest } = await this.#rights.inside(number, visitor, request.ticket);
    const { page, state } = request;
    await this.#count(CURSORS, identity);
    const owner = this.#cursors.ownerOf(number, kind, page);
    if (owner !== undefined && owner !== identity) throw new Failure('access.denied');
    const said = { number, kind, page, identity, ...(state !== undefined && { cursor: { name, guest, state } }) };
    this.#options.bus.publish('board-cursor', said);
  }

  /** Tells everybody in the meeting, breakout rooms too, that somebody opened one. @throws Failure as `follow()`, 'media.unavailable' */
  async open(number: string, kind: BoardKind, visitor: Visitor, ticket: string | undefined): Promise<void> {
    const { stored, identity, name } = await this.#rights.inside(number, visitor, ticket);
    await this.#count(TELLINGS, identity);
    const opened: BoardOpened = { kind, identity, name };
    const { engine } = this.#options;
    await Promise.all(engineRooms(stored).map(({ room }) => engine.tellAll(room, BOARD_TOPIC, opened)));
  }

  /** Everybody who waits is answered. */
  release(): void {
    this.#news.release();
  }

  close(): void {
    this.#news.close();
    this.#logs.close();
    this.#stop();
  }

  async #refuse(taken: Taken, identity: string): Promise<void> {
    if (taken === 'new' || taken === 'known') return;
    if (taken === 'full') throw new Failure('board.full');
    await this.#options.attempts.failed(FAULTS, identity);
    if (taken === 'gap') throw new Failure('board.gap');
    this.#options.log.info({ user: identity, reason: taken }, 'an update of a board was refused');
    throw new Failure('board.malformed');
  }

  async #count(rule: AttemptRule, identity: string): Promise<void> {
    await this.#refuseEarly(rule, identity);
    await this.#options.attempts.failed(rule, identity);
  }

  async #refuseEarly(rule: AttemptRule, identity: string): Promise<void> {
    const retryAfterMs = await this.#options.attempts.waitMs(rule, identity);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
  }
}
