import { asFailure } from '#kernel/failure.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { countedBeyond, markAt, takeRead } from './conversation-log.ts';
import { passes } from './http.ts';
import type { Ledger } from './ledger.ts';
import type { Timers } from './ports.ts';
import type { Call } from './sync.ts';

export interface ReadMarksOptions {
  call: Call;
  ledger: Ledger;
  timers: Timers;
}

/** Marks of one conversation that follow each other within this time are told as one. */
const GATHER_MS = 250;

/** How far this person has read: shown at once, told to the server when it can be reached. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  readonly #untold = new Map<ConversationId, Seq>();
  #online = false;
  #stopTimer: (() => void) | undefined;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  mark(id: ConversationId, seq: Seq | undefined): void {
    const { ledger } = this.#options;
    const log = ledger.get(id);
    const upTo = seq ?? countedBeyond(log)?.lastSeq ?? log.summary?.lastSeq;
    if (upTo === undefined || upTo <= (log.summary?.read.seq ?? 0)) return;
    const mark = markAt(log, upTo);
    if (mark !== undefined) ledger.set(id, takeRead(log, mark));
    this.#untold.set(id, Math.max(upTo, this.#untold.get(id) ?? 0));
    this.#schedule();
  }

  handleOnline(online: boolean): void {
    this.#online = online;
    if (online) this.#schedule();
  }

  close(): void {
    this.#stopTimer?.();
    this.#untold.clear();
  }

  #schedule(): void {
    if (!this.#online || this.#untold.size === 0 || this.#stopTimer !== undefined) return;
    this.#stopTimer = this.#options.timers.after(GATHER_MS, () => {
      this.#stopTimer = undefined;
      for (const [id, seq] of this.#untold) void this.#tell(id, seq);
    });
  }

  /** Never rejects. */
  async #tell(id: ConversationId, seq: Seq): Promise<void> {
    const { call, ledger } = this.#options;
    try {
      const { read } = await call('conversation.read', { conversation: id, seq });
      this.#done(id, seq);
      ledger.set(id, takeRead(ledger.get(id), read));
    } catch (error) {
      if (!passes(asFailure(error))) this.#done(id, seq);
      else if (this.#online) this.#options.timers.after(2_000, () => this.#schedule());
    }
  }

  #done(id: ConversationId, seq: Seq): void {
    if ((this.#untold.get(id) ?? 0) <= seq) this.#untold.delete(id);
    else this.#schedule();
  }
}
