import type { ConversationId, Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Client } from '../api.ts';
import type { Timers } from '../ports.ts';

interface Known {
  key: string | undefined;
  /** By the local clock. */
  until: number;
}

/** A key that ends sooner is asked for anew. */
const MARGIN_MS = 60_000;
/** How long it is believed that there is none. */
const NONE_MS = 20_000;

/** Keys to the files of messages. Those that are asked for in the same tick are asked for together. */
export class FileLinks {
  readonly #client: Pick<Client, 'call'>;
  readonly #timers: Timers;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Promise<string | undefined>>();
  #batch: Map<ConversationId, Set<Seq>> | undefined;
  #sent: Promise<void> = Promise.resolve();

  constructor(client: Pick<Client, 'call'>, timers: Timers) {
    this.#client = client;
    this.#timers = timers;
  }

  /** One that is known and holds for a while. */
  known(conversation: ConversationId, seq: Seq): string | undefined {
    const known = this.#known.get(`${conversation} ${seq}`);
    return known !== undefined && known.until > this.#timers.now() ? known.key : undefined;
  }

  /** Undefined: there is none for this person. @throws Failure when the server can't be reached */
  keyOf(conversation: ConversationId, seq: Seq): Promise<string | undefined> {
    const name = `${conversation} ${seq}`;
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#timers.now()) return Promise.resolve(known.key);
    const asked = this.#asked.get(name) ?? this.#ask(conversation, seq).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asked);
    return asked;
  }

  async #ask(conversation: ConversationId, seq: Seq): Promise<string | undefined> {
    if (this.#batch === undefined) {
      const batch = new Map<ConversationId, Set<Seq>>();
      this.#batch = batch;
      this.#sent = Promise.resolve().then(() => {
        this.#batch = undefined;
        return this.#fetch(batch);
      });
    }
    const seqs = this.#batch.get(conversation) ?? new Set();
    this.#batch.set(conversation, seqs.add(seq));
    await this.#sent;
    return this.#known.get(`${conversation} ${seq}`)?.key;
  }

  async #fetch(batch: ReadonlyMap<ConversationId, ReadonlySet<Seq>>): Promise<void> {
    for (const [conversation, seqs] of batch) {
      const all = [...seqs];
      for (let at = 0; at < all.length; at += LIMITS.fileKeysAtOnce) {
        await this.#fetchSome(conversation, all.slice(at, at + LIMITS.fileKeysAtOnce));
      }
    }
  }

  async #fetchSome(conversation: ConversationId, seqs: Seq[]): Promise<void> {
    const { keys, forMs } = await this.#client.call('file.keys', { conversation, seqs });
    const now = this.#timers.now();
    for (const seq of seqs) {
      const key = keys.find((one) => one.seq === seq)?.key;
      const until = now + (key === undefined ? NONE_MS : Math.max(forMs - MARGIN_MS, 0));
      this.#known.set(`${conversation} ${seq}`, { key, until });
    }
  }
}
