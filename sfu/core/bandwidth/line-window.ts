import { QueueMeter } from './queue-meter.ts';
import { Span } from './span.ts';

/** What feedback told about one stretch of time. */
export interface WindowReport {
  /** The shortest queue, milliseconds; infinite if nothing arrived. */
  readonly queueMs: number;
  /** The rate at which packets arrived, by the receiver's clock. */
  readonly arrivedBps: number;
  readonly received: number;
  readonly lost: number;
  /** Of those received, and of those lost. */
  readonly bytes: number;
  readonly lostBytes: number;
}

/** Collects acknowledged and lost packets between two looks at a line. */
export class LineWindow {
  readonly queue = new QueueMeter();
  readonly #arrivals = new Span();
  #lost = 0;
  #lostBytes = 0;

  /** Returns how long the packet waited in queues, milliseconds. */
  acknowledge(bytes: number, sentAtMs: number, arrivedAtMs: number, nowMs: number): number {
    this.#arrivals.add(bytes, arrivedAtMs);
    return this.queue.add(arrivedAtMs - (sentAtMs % 2 ** 30), nowMs);
  }

  lose(bytes: number): void {
    this.#lost++;
    this.#lostBytes += bytes;
  }

  /** Ends this window and begins the next. */
  turn(): WindowReport {
    const report = {
      queueMs: this.queue.take(),
      arrivedBps: this.#arrivals.bitsPerSecond(100),
      received: this.#arrivals.packets,
      lost: this.#lost,
      bytes: this.#arrivals.bytes,
      lostBytes: this.#lostBytes,
    };
    this.#arrivals.clear();
    this.#lost = this.#lostBytes = 0;
    return report;
  }
}
