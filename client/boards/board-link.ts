import * as Y from 'yjs';
import { asFailure, Failure } from '#kernel/failure.ts';
import { BOARD_LIMITS } from '#protocol/board-limits.ts';
import type { BoardCursor, BoardFollowRequest, BoardKind, BoardNews } from '#protocol/boards.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { backoffMs } from '../backoff.ts';
import type { Timers } from '../ports.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { BoardCalls } from './board-calls.ts';
import { Outgoing } from './outgoing.ts';

export interface BoardLinkOptions {
  calls: BoardCalls;
  number: string;
  kind: BoardKind;
  /** A guest's. */
  ticket: string | undefined;
  timers: Timers;
  random?: () => number;
}

/** A document as this page sees it. The same object until something changes. */
export interface BoardView {
  /** 'mending': it cannot be reached, and is tried again. 'over': the meeting has ended. */
  at: 'loading' | 'live' | 'mending' | 'over';
  /** Another one when it had to be made anew. */
  doc: Y.Doc;
  edit: boolean;
  /** Something of one's own is not stored yet. */
  unsaved: boolean;
  /** The others, and where they are. */
  people: readonly BoardCursor[];
  /** Why one's last change was not taken. */
  refused?: FailureCode;
}

/** What is drawn and typed for so long is sent as one, in ms. */
const GATHER_MS = 100;
const CURSOR_MS = 100;
/** The server forgets who says nothing. */
const STILL_HERE_MS = 15_000;
const OVER: readonly FailureCode[] = ['meeting.ended', 'meeting.unknown'];
/** The change will not be taken, ever: the document is made anew without it. */
const FINAL: readonly FailureCode[] = [
  'board.locked',
  'board.full',
  'board.malformed',
  'board.other',
  'request.too-large',
  'request.invalid',
];

/**
 * A whiteboard or notes, kept the same as the server's: what others do comes in by a held question, one's own changes go
 * out until they are taken. What is changed while there is no connection merges afterwards. docs/spec/boards.md.
 */
export class BoardLink {
  readonly #options: BoardLinkOptions;
  /** Names this page among all that look at it. */
  readonly page: number;
  readonly #listeners = new Set<() => void>();
  #view: BoardView;
  #known: Pick<BoardFollowRequest, 'board' | 'seq' | 'cursors' | 'edit'> = {};
  #outgoing = new Outgoing();
  #sending = false;
  #generation = 0;
  /** The document has changes of this page that were not allowed. */
  #astray = false;
  #closed = false;
  #cursor: string | undefined;
  #cursorSent: string | undefined;
  #cursorStops: (() => void) | undefined;
  #gathering: (() => void) | undefined;
  readonly #stops = new Set<() => void>();

  constructor(options: BoardLinkOptions) {
    this.#options = options;
    this.page = Math.floor((options.random ?? Math.random)() * 0xffff_ffff);
    this.#view = { at: 'loading', doc: this.#made(), edit: false, unsaved: false, people: [] };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): BoardView => this.#view;

  start(): void {
    void this.#follow();
    this.#stillHere();
  }

  /** Where one is, as JSON; undefined: nowhere. */
  say(state: string | undefined): void {
    this.#cursor = state !== undefined && state.length > BOARD_LIMITS.cursorChars ? undefined : state;
    this.#cursorStops ??= this.#after(CURSOR_MS, () => {
      this.#cursorStops = undefined;
      if (this.#cursor !== this.#cursorSent) void this.#sendCursor();
    });
  }

  /** The message about a refused change was read. */
  forgetRefusal(): void {
    if (this.#view.refused === undefined) return;
    const { refused: _, ...rest } = this.#view;
    this.#show(rest);
  }

  /** What is not sent yet goes still. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    void this.#send();
    if (this.#cursorSent !== undefined) {
      this.#cursor = undefined;
      void this.#sendCursor();
    }
  }

  get #ticket(): { ticket?: string } {
    return this.#options.ticket === undefined ? {} : { ticket: this.#options.ticket };
  }

  async #follow(): Promise<void> {
    const { calls, number, kind } = this.#options;
    const generation = this.#generation;
    for (let attempt = 0; !this.#closed && generation === this.#generation; ) {
      try {
        const news = await calls.follow(number, kind, { ...this.#ticket, ...this.#known });
        if (this.#closed || generation !== this.#generation) return;
        attempt = 0;
        this.#take(news);
      } catch (error) {
        if (this.#closed || generation !== this.#generation) return;
        const { code, detail } = asFailure(error);
        if (OVER.includes(code)) {
          this.#show({ ...this.#view, at: 'over', edit: false });
          return;
        }
        if (this.#view.at === 'live') this.#show({ ...this.#view, at: 'mending' });
        // Without them the next question is answered at once: it tells that there is a connection again.
        const { cursors: _, ...known } = this.#known;
        this.#known = known;
        attempt += 1;
        await this.#wait(Math.max(detail.retryAfterMs ?? 0, this.#backoff(attempt)));
      }
    }
  }

  #take(news: BoardNews): void {
    const { board } = this.#known;
    if (board !== undefined && board !== news.board) {
      this.#anew('board.other');
      return;
    }
    if (news.update !== undefined) Y.applyUpdate(this.#view.doc, fromBase64(news.update), this);
    this.#known = { board: news.board, seq: news.seq, cursors: news.cursors, edit: news.edit };
    if (news.edit && this.#astray) {
      this.#anew(undefined);
      return;
    }
    const people = news.people?.filter(({ page }) => page !== this.page) ?? this.#view.people;
    this.#show({ ...this.#view, at: 'live', edit: news.edit, people });
    if (!this.#outgoing.empty) void this.#send();
  }

  /** The document as the server has it, without what was not taken of this page. */
  #anew(refused: FailureCode | undefined): void {
    this.#generation += 1;
    this.#known = {};
    this.#outgoing = new Outgoing();
    this.#astray = false;
    const { refused: _, ...rest } = this.#view;
    const why = refused === undefined ? {} : { refused };
    this.#show({ ...rest, at: 'loading', doc: this.#made(), edit: false, unsaved: false, ...why });
    void this.#follow();
  }

  #made(): Y.Doc {
    const doc = new Y.Doc();
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this || this.#view.doc !== doc) return;
      if (!this.#view.edit) {
        this.#astray = true;
        return;
      }
      this.#outgoing.add(update);
      if (!this.#view.unsaved) this.#show({ ...this.#view, unsaved: true });
      this.#gathering ??= this.#after(GATHER_MS, () => {
        this.#gathering = undefined;
        void this.#send();
      });
    });
    return doc;
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const generation = this.#generation;
    try {
      for (let attempt = 0; generation === this.#generation; ) {
        const { board } = this.#known;
        const update = this.#outgoing.next();
        if (update === undefined || board === undefined) break;
        const failure = await this.#written(board, update);
        if (generation !== this.#generation) break;
        if (failure === undefined) {
          this.#outgoing.done();
          attempt = 0;
          continue;
        }
        if (this.#closed) break;
        if (FINAL.includes(failure.code)) {
          this.#anew(failure.code);
          break;
        }
        if (failure.code === 'board.gap') await this.#sendAll();
        attempt += 1;
        await this.#wait(Math.max(failure.detail.retryAfterMs ?? 0, this.#backoff(attempt)));
      }
    } finally {
      this.#sending = false;
    }
    if (this.#outgoing.empty && this.#view.unsaved) this.#show({ ...this.#view, unsaved: false });
    else if (generation !== this.#generation && !this.#outgoing.empty) void this.#send();
  }

  async #written(board: string, update: Uint8Array) {
    const { calls, number, kind } = this.#options;
    if (update.length > BOARD_LIMITS.updateBytes) return new Failure('request.too-large');
    try {
      await calls.write(number, kind, { ...this.#ticket, board, update: toBase64(update) });
      return undefined;
    } catch (error) {
      return asFailure(error);
    }
  }

  /** The server lacks something that this page took for sent: all that it doesn't have goes. */
  async #sendAll(): Promise<void> {
    const { calls, number, kind } = this.#options;
    const { doc } = this.#view;
    try {
      const { update } = await calls.follow(number, kind, this.#ticket);
      const theirs = update === undefined ? undefined : Y.encodeStateVectorFromUpdate(fromBase64(update));
      this.#outgoing.replace(Y.encodeStateAsUpdate(doc, theirs));
    } catch {
      // The next attempt asks again.
    }
  }

  async #sendCursor(): Promise<void> {
    const { calls, number, kind } = this.#options;
    const state = this.#cursor;
    this.#cursorSent = state;
    const said = { ...this.#ticket, page: this.page, ...(state !== undefined && { state }) };
    // Where somebody is now matters only now.
    await calls.cursor(number, kind, said).catch(() => undefined);
  }

  #stillHere(): void {
    this.#after(STILL_HERE_MS, () => {
      if (this.#cursor !== undefined) void this.#sendCursor();
      this.#stillHere();
    });
  }

  #backoff(attempt: number): number {
    return backoffMs(attempt, (this.#options.random ?? Math.random)());
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#options.timers.after(ms, () => {
        this.#stops.delete(end);
        resolve();
      });
      const end = () => {
        stop();
        resolve();
      };
      this.#stops.add(end);
    });
  }

  #after(ms: number, work: () => void): () => void {
    const stop = this.#options.timers.after(ms, () => {
      this.#stops.delete(stop);
      work();
    });
    this.#stops.add(stop);
    return stop;
  }

  #show(view: BoardView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
