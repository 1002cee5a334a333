import { eventually, openLoop, pause } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { generatorBusy, type Measurable } from '../harness/usage.ts';
import { markedText } from '../wire/marks.ts';
import { Ledger } from './ledger.ts';

export const TEXT_CHARS = 100;

/** Where many hear what is said. */
export interface Audience {
  readonly child: Measurable;
  /** How many have to hear a message until it is through. */
  readonly hearers: number;
  /** Whoever is given gets every delivery from now on. */
  listen(heard: (payload: Buffer) => void): void;
  say(index: number, text: string): Promise<void>;
}

interface Pace {
  /** Messages a second while delays are measured. */
  readonly rate: number;
  /** Messages under way at once when the most is asked of a server. */
  readonly window: number;
  readonly seconds: number;
  readonly drainMs: number;
}

interface FullLoad {
  readonly sent: number;
  readonly deliveries: number;
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly generatorBusy: number;
}

/** Says marked texts to an audience, and waits until all who are counted have heard them. */
export class Speaking {
  readonly #audience: Audience;
  readonly #pace: Pace;
  #next = 0;

  constructor(audience: Audience, pace: Pace) {
    this.#audience = audience;
    this.#pace = pace;
  }

  /** Delays at a steady pace, in ms: until the last has heard a message, p99, and until any has, p50. */
  async paced(): Promise<{ lastP99: number; anyP50: number }> {
    const ledger = this.#ledger();
    const { rate, seconds } = this.#pace;
    const start = (index: number, due: number): void => {
      ledger.sentAt[index] = due;
      void this.#say(index);
    };
    const total = await openLoop({ rate, durationMs: seconds * 1000, start });
    await this.#drained(ledger, total);
    const whole = ledger.completedAt.map((at, i) => at - (ledger.sentAt[i] ?? at));
    return { lastP99: quantile(whole, 0.99), anyP50: quantile(ledger.delays, 0.5) };
  }

  /** As much as goes through with a fixed number of messages under way. */
  async full(seconds = this.#pace.seconds): Promise<FullLoad> {
    const ledger = this.#ledger();
    const began = performance.now();
    const [before, busySince] = [this.#audience.child.usage(), generatorBusy()];
    let sent = 0;
    const sayNext = (): void => {
      if (performance.now() - began > seconds * 1000) return;
      ledger.sentAt[sent] = performance.now();
      void this.#say(sent++);
    };
    ledger.onCompleted = sayNext;
    for (let i = 0; i < this.#pace.window; i += 1) sayNext();
    await pause(seconds * 1000);
    await this.#drained(ledger, sent);
    const tookMs = performance.now() - began;
    const cpuMs = this.#audience.child.usage().cpuMs - before.cpuMs;
    return { sent, deliveries: ledger.deliveries, tookMs, cpuMs, generatorBusy: busySince() };
  }

  #ledger(): Ledger {
    const ledger = new Ledger(this.#next, this.#audience.hearers);
    this.#audience.listen((payload) => ledger.handle(payload));
    return ledger;
  }

  async #drained(ledger: Ledger, total: number): Promise<void> {
    const whole = await eventually(() => ledger.completed >= total, this.#pace.drainMs);
    this.#next += total;
    if (!whole) throw new Error(`${total - ledger.completed} of ${total} messages did not reach everybody`);
  }

  #say(index: number): Promise<void> {
    return this.#audience.say(this.#next + index, markedText(this.#next + index, TEXT_CHARS));
  }
}
