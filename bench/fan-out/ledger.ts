import { markIn } from '../wire/marks.ts';

/** What became of the messages of one phase. */
export class Ledger {
  readonly sentAt: number[] = [];
  readonly completedAt: number[] = [];
  readonly delays: number[] = [];
  deliveries = 0;
  completed = 0;
  onCompleted: () => void = () => {};
  readonly #base: number;
  readonly #members: number;
  readonly #counts: number[] = [];

  constructor(base: number, members: number) {
    this.#base = base;
    this.#members = members;
  }

  handle(payload: Buffer): void {
    const index = markIn(payload) - this.#base;
    if (index < 0) return;
    const now = performance.now();
    this.deliveries += 1;
    this.delays.push(now - (this.sentAt[index] ?? now));
    const count = (this.#counts[index] ?? 0) + 1;
    this.#counts[index] = count;
    if (count !== this.#members) return;
    this.completedAt[index] = now;
    this.completed += 1;
    this.onCompleted();
  }
}
