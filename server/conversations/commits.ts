import { hash } from 'node:crypto';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Written } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import { isDuplicate } from '../adapters/sql/sql-errors.ts';
import type { Caller } from '../identity/api.ts';
import type { ConversationTopics, Told } from './api.ts';
import { Change, type Clocks } from './change.ts';
import type { SpeechGate } from './speech-gate.ts';
import { firstAnswer } from './store.ts';
import type { ConversationTables } from './tables.ts';
import { type Withholds, withholdNothing } from './withheld.ts';

/** A command that is carried out once, however often it arrives. `content` is all that makes it what it is. */
export interface Once {
  caller: Pick<Caller, 'user'>;
  clientId: string;
  content: readonly [command: string, ...parts: unknown[]];
}

/** Is told of everything in the transaction in which it happens, and may add to that. */
export type Witness = (within: object, told: Told) => Promise<void>;

/** Runs changes in transactions and tells of them afterwards. */
export class Commits {
  readonly #database: Database<ConversationTables>;
  readonly #bus: Bus<ConversationTopics>;
  readonly #clocks: Clocks;
  readonly #withholds: Withholds;
  readonly #witness: Witness | undefined;
  readonly #gate: SpeechGate | undefined;

  constructor(
    database: Database<ConversationTables>,
    bus: Bus<ConversationTopics>,
    clocks: Clocks,
    withholds: Withholds = withholdNothing,
    witness?: Witness,
    gate?: SpeechGate,
  ) {
    this.#gate = gate;
    this.#witness = witness;
    this.#withholds = withholds;
    this.#database = database;
    this.#bus = bus;
    this.#clocks = clocks;
  }

  /** What people see as the time now, in ms. */
  now(): number {
    return this.#clocks.wall.now();
  }

  /**
   * Commits and then publishes. Works are committed in the order of their seqs and every one takes the same number of
   * steps from there to the bus, so that the events of a conversation are published in order.
   */
  async run<Result>(work: (change: Change) => Promise<Result>): Promise<Result> {
    const { change, result } = await this.#database.write(async (db) => {
      const change = new Change(db, this.#clocks, this.#withholds, this.#gate);
      const result = await work(change);
      await this.#witness?.(db, change);
      return { change, result };
    });
    for (const banned of change.banned) this.#bus.publish('conversation-banned', banned);
    for (const entry of change.entries) this.#bus.publish('user-entry', entry);
    for (const told of change.events) this.#bus.publish('conversation', told);
    return result;
  }

  /**
   * Does what `work` does unless the client id has been used, and answers as it did the first time. Whether it has been
   * is looked up only when something fails: storing a used one always does.
   *
   * @throws Failure 'client-id.reused' when it was for something else
   */
  async once(command: Once, work: (change: Change) => Promise<Written>): Promise<Written> {
    const key = { user: command.caller.user, clientId: command.clientId, fingerprint: fingerprintOf(command.content) };
    try {
      return await this.run(async (change) => {
        const written = await work(change);
        await change.remember(key, written);
        return written;
      });
    } catch (error) {
      if (!(error instanceof Failure) && !isDuplicate(error)) throw error;
      const first = await firstAnswer(this.#database.read, key.user, key.clientId);
      if (first === undefined) throw error;
      if (first.fingerprint !== key.fingerprint) throw new Failure('client-id.reused');
      return first.written;
    }
  }
}

function fingerprintOf(content: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(content), 'base64url');
}
