import { mergeUpdates } from 'yjs';
import type { Clock } from '#kernel/clock.ts';
import { BOARD_LIMITS } from '#protocol/board-limits.ts';
import type { BoardKind } from '#protocol/boards.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { MeetingTables } from '../tables.ts';
import { BoardDocument, type Taken } from './document.ts';
import { appendUpdate, compact, type StoredUpdate, storedBoard, updatesAfter } from './store.ts';

/** Updates behind the snapshot, and their bytes, before they become one with it. */
const TAIL_UPDATES = 200;
const TAIL_BYTES = 512 * 1024;
/** Updates that are told one by one, and their bytes; who knows less is told the whole. */
const RECENT_UPDATES = 400;
const RECENT_BYTES = 1024 * 1024;

export interface BoardLogOptions {
  database: Database<MeetingTables>;
  clock: Clock;
  /** How large a document gets; as BOARD_LIMITS says, unless told. */
  mostBytes?: number;
  tailUpdates?: number;
}

/** One document as this process knows it: its updates in the database, and what they come to in memory. One at a time changes it. */
export class BoardLog {
  readonly id: string;
  readonly kind: BoardKind;
  readonly #options: BoardLogOptions;
  #document: BoardDocument | undefined;
  #seq = 0;
  /** How far it goes by what others said. */
  #told = 0;
  /** The last updates, for those who follow. */
  #recent: StoredUpdate[] = [];
  #recentBytes = 0;
  /** What came after the snapshot that was read or made last. */
  #tail = { updates: 0, bytes: 0 };
  #queue: Promise<unknown> = Promise.resolve();

  constructor(id: string, kind: BoardKind, options: BoardLogOptions) {
    this.id = id;
    this.kind = kind;
    this.#options = options;
  }

  /** Stores an update unless it says nothing new. With where the log stands then. */
  write(update: Uint8Array): Promise<{ taken: Taken; seq: number }> {
    return this.#inTurn(async () => {
      for (let looked = false; ; ) {
        const document = await this.#current(looked);
        const taken = document.take(update);
        if (document.spoiled) this.forget();
        if (taken === 'gap' && !looked) {
          // What it builds on may have come to another process.
          looked = true;
          continue;
        }
        if (taken !== 'new' || (await this.#store(update, document))) return { taken, seq: this.#seq };
      }
    });
  }

  /** What came after `seq`, as one update; without a `seq`, everything. */
  since(seq: number | undefined): Promise<{ seq: number; update: Uint8Array | undefined }> {
    return this.#inTurn(async () => {
      const document = await this.#current(seq === undefined || seq > this.#seq);
      if (seq !== undefined && seq >= this.#seq) return { seq: this.#seq, update: undefined };
      const [first] = this.#recent;
      const short = seq !== undefined && first !== undefined && first.seq <= seq + 1;
      const missed = this.#recent.filter((one) => one.seq > (seq ?? 0)).map(({ bytes }) => bytes);
      return { seq: this.#seq, update: short ? mergeUpdates(missed) : document.whole() };
    });
  }

  /** Somebody stored up to there. */
  told(seq: number): void {
    this.#told = Math.max(this.#told, seq);
  }

  /** What is in memory is read anew when it is asked for. */
  forget(): void {
    this.#document?.close();
    this.#document = undefined;
    this.#recent = [];
    this.#recentBytes = 0;
    this.#seq = 0;
  }

  /** The document with all that is known to be stored; `look`: with all that is. */
  async #current(look: boolean): Promise<BoardDocument> {
    if (this.#document === undefined) return this.#read();
    if (!look && this.#told <= this.#seq) return this.#document;
    const document = this.#document;
    for (let from = -1; from < this.#seq; ) {
      from = this.#seq;
      if (!(await this.#catchUp(document))) return this.#read();
      if (this.#told <= this.#seq) return document;
    }
    return this.#read();
  }

  /** Takes in what other processes stored. False when one of them has made some of it a snapshot meanwhile. */
  async #catchUp(document: BoardDocument): Promise<boolean> {
    for (const update of await updatesAfter(this.#options.database.read, this.id, this.#seq)) {
      if (update.seq !== this.#seq + 1) return false;
      document.add(update.bytes);
      this.#noted(update);
    }
    return true;
  }

  async #read(): Promise<BoardDocument> {
    const { database, mostBytes = BOARD_LIMITS.boardBytes } = this.#options;
    this.forget();
    const stored = await storedBoard(database.read, this.id);
    if (stored === undefined) throw new Error('there is no such board');
    const document = new BoardDocument(this.kind, stored.all, mostBytes);
    this.#document = document;
    this.#tail = { updates: 0, bytes: 0 };
    this.#seq = stored.snapshotSeq;
    for (const update of stored.updates) this.#noted(update);
    return document;
  }

  #noted(update: StoredUpdate): void {
    this.#seq = update.seq;
    this.#recent.push(update);
    this.#tail.updates += 1;
    this.#tail.bytes += update.bytes.length;
    this.#recentBytes += update.bytes.length;
    const many = this.#recent.length > RECENT_UPDATES || this.#recentBytes > RECENT_BYTES;
    if (many) this.#keepRecent(Math.ceil(this.#recent.length / 2));
  }

  #keepRecent(count: number): void {
    this.#recent = this.#recent.slice(-count);
    this.#recentBytes = this.#recent.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /**
   * Stores what the document in memory has already. Whoever else writes meanwhile comes first, and their updates are added to
   * it. False when it has to be made anew, without this one.
   */
  async #store(update: Uint8Array, document: BoardDocument): Promise<boolean> {
    try {
      while (!(await this.#append(update))) {
        const from = this.#seq;
        if ((await this.#catchUp(document)) && this.#seq > from) continue;
        this.forget();
        return false;
      }
    } catch (error) {
      // What is in memory is more than what is stored.
      this.forget();
      throw error;
    }
    await this.#shorten();
    return true;
  }

  async #append(bytes: Uint8Array): Promise<boolean> {
    const { database, clock } = this.#options;
    const after = this.#seq;
    const row = { seq: after, bytes, now: clock.now() };
    if (!(await database.write((db) => appendUpdate(db, this.id, row)))) return false;
    this.#noted({ seq: after + 1, bytes });
    return true;
  }

  async #shorten(): Promise<void> {
    const { updates, bytes } = this.#tail;
    if (this.#document === undefined) return;
    if (updates < (this.#options.tailUpdates ?? TAIL_UPDATES) && bytes < TAIL_BYTES) return;
    const snapshot = { seq: this.#seq, bytes: this.#document.whole() };
    try {
      await this.#options.database.write((db) => compact(db, this.id, snapshot));
      this.#tail = { updates: 0, bytes: 0 };
    } catch {
      // The updates are there as they were; the next one tries again.
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
