import { ssnDistance, tsnDistance, tsnPlus } from './serial.ts';

/** One DATA chunk as it came. The payload belongs to the receiver. */
export interface Fragment {
  readonly tsn: number;
  readonly stream: number;
  readonly ssn: number;
  readonly ppid: number;
  readonly unordered: boolean;
  readonly begins: boolean;
  readonly ends: boolean;
  readonly payload: Uint8Array;
}

/** A whole message, in its turn. */
export interface Message {
  readonly stream: number;
  readonly ppid: number;
  readonly bytes: Uint8Array;
}

/** Fragments of one message with TSNs that follow each other. */
interface Run {
  first: Fragment;
  last: Fragment;
  parts: Uint8Array[];
  bytes: number;
}

interface Order {
  next: number;
  readonly held: Map<number, Message>;
}

/** What each held chunk or message costs beside its bytes, so that many tiny ones count too. */
const OVERHEAD = 64;

/**
 * Puts messages together and in order (RFC 9260 §6.5, §6.6, §6.9). Each TSN may be added once. `add` answers false when the
 * peer breaks the rules so that the association has to end.
 */
export class Reassembly {
  /** Bytes held here, overhead included. */
  heldBytes = 0;
  readonly #maxMessageSize: number;
  readonly #deliver: (message: Message) => void;
  readonly #byFirst = new Map<number, Run>();
  readonly #byLast = new Map<number, Run>();
  readonly #orders = new Map<number, Order>();

  constructor(maxMessageSize: number, deliver: (message: Message) => void) {
    this.#maxMessageSize = maxMessageSize;
    this.#deliver = deliver;
  }

  add(fragment: Fragment): boolean {
    let run: Run = { first: fragment, last: fragment, parts: [fragment.payload], bytes: fragment.payload.length };
    this.heldBytes += run.bytes + OVERHEAD;
    const before = fragment.begins ? undefined : this.#byLast.get(tsnPlus(fragment.tsn, -1));
    if (before && !before.last.ends) {
      if (!belong(before.last, fragment)) return false;
      run = this.#join(before, run);
    }
    const after = fragment.ends ? undefined : this.#byFirst.get(tsnPlus(fragment.tsn, 1));
    if (after && !after.first.begins) {
      if (!belong(fragment, after.first)) return false;
      run = this.#join(run, after);
    }
    if (run.bytes > this.#maxMessageSize) return false;
    if (run.first.begins && run.last.ends) return this.#complete(run);
    this.#byFirst.set(run.first.tsn, run);
    this.#byLast.set(run.last.tsn, run);
    return true;
  }

  /** Gives up what is incomplete up to `tsn`, and the ordered messages up to each skipped number (RFC 3758 §3.6). */
  forward(tsn: number, skipped: readonly (readonly [stream: number, ssn: number])[]): void {
    for (const run of [...this.#byFirst.values()]) {
      if (tsnDistance(run.first.tsn, tsn) <= 0) this.#forget(run);
    }
    for (const [stream, ssn] of skipped) this.#skip(this.#order(stream), ssn);
  }

  /** Streams begin anew at number 0 (RFC 6525 §5.2.2). */
  reset(stream: number): void {
    const order = this.#orders.get(stream);
    for (const message of order?.held.values() ?? []) this.heldBytes -= message.bytes.length + OVERHEAD;
    this.#orders.delete(stream);
  }

  #complete(run: Run): boolean {
    this.#unlist(run);
    this.heldBytes -= run.bytes + OVERHEAD * run.parts.length;
    const { stream, ppid, ssn, unordered } = run.first;
    const message = { stream, ppid, bytes: joined(run) };
    if (unordered) {
      this.#deliver(message);
      return true;
    }
    const order = this.#order(stream);
    const ahead = ssnDistance(ssn, order.next);
    if (ahead < 0) return true;
    if (order.held.has(ssn)) return false;
    this.heldBytes += message.bytes.length + OVERHEAD;
    order.held.set(ssn, message);
    this.#release(order);
    return true;
  }

  #skip(order: Order, ssn: number): void {
    if (ssnDistance(ssn, order.next) < 0) return;
    const due = [...order.held.keys()].filter((held) => ssnDistance(held, ssn) <= 0);
    due.sort((a, b) => ssnDistance(a, b));
    for (const held of due) this.#hand(order, held);
    order.next = (ssn + 1) & 0xffff;
    this.#release(order);
  }

  #release(order: Order): void {
    while (order.held.has(order.next)) {
      const ssn = order.next;
      order.next = (ssn + 1) & 0xffff;
      this.#hand(order, ssn);
    }
  }

  #hand(order: Order, ssn: number): void {
    const message = order.held.get(ssn);
    if (!message) return;
    order.held.delete(ssn);
    this.heldBytes -= message.bytes.length + OVERHEAD;
    this.#deliver(message);
  }

  #order(stream: number): Order {
    const order = this.#orders.get(stream) ?? { next: 0, held: new Map() };
    this.#orders.set(stream, order);
    return order;
  }

  #join(left: Run, right: Run): Run {
    this.#unlist(left);
    this.#unlist(right);
    const bytes = left.bytes + right.bytes;
    const both = { first: left.first, last: right.last, bytes };
    if (right.parts.length === 1) left.parts.push(...right.parts);
    return { ...both, parts: right.parts.length === 1 ? left.parts : left.parts.concat(right.parts) };
  }

  #unlist(run: Run): void {
    if (this.#byFirst.get(run.first.tsn) === run) this.#byFirst.delete(run.first.tsn);
    if (this.#byLast.get(run.last.tsn) === run) this.#byLast.delete(run.last.tsn);
  }

  #forget(run: Run): void {
    this.#unlist(run);
    this.heldBytes -= run.bytes + OVERHEAD * run.parts.length;
  }
}

/** Whether two chunks with TSNs that follow each other can be parts of one message. */
function belong(left: Fragment, right: Fragment): boolean {
  const sameStream = left.stream === right.stream && left.unordered === right.unordered;
  return sameStream && (left.unordered || left.ssn === right.ssn);
}

function joined(run: Run): Uint8Array {
  if (run.parts.length === 1) return run.first.payload;
  const bytes = new Uint8Array(run.bytes);
  let at = 0;
  for (const part of run.parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
