import { Emitter } from '#kernel/emitter.ts';
import type { ConversationId } from '#protocol/common.ts';
import { type ConversationLog, UNKNOWN_LOG } from './conversation-log.ts';

export interface LedgerEvents extends Record<string, unknown[]> {
  /** With undefined: all of them went. */
  changed: [ConversationId | undefined];
}

/** The conversations as this device knows them. */
export class Ledger extends Emitter<LedgerEvents> {
  #logs = new Map<ConversationId, ConversationLog>();

  get(id: ConversationId): ConversationLog {
    return this.#logs.get(id) ?? UNKNOWN_LOG;
  }

  all(): ReadonlyMap<ConversationId, ConversationLog> {
    return this.#logs;
  }

  set(id: ConversationId, log: ConversationLog): void {
    if (this.get(id) === log) return;
    this.#logs.set(id, log);
    this.emit('changed', id);
  }

  delete(id: ConversationId): void {
    if (this.#logs.delete(id)) this.emit('changed', id);
  }

  clear(): void {
    this.#logs = new Map();
    this.emit('changed', undefined);
  }
}
