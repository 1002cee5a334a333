import type { Command } from './frames.ts';
import { isWrite } from './rate.ts';

export interface CommandQueueOptions {
  /** Commands that run at once. */
  inFlight: number;
  /** Carries one out and answers it. Never rejects. */
  run: (command: Command) => Promise<void>;
  /** Whether more may start now. `pump` is to be called when the answer changes. */
  ready: () => boolean;
  /** Reading from the socket stops (true) while commands wait, and goes on (false) when none does. */
  pause: (paused: boolean) => void;
}

/**
 * The commands of one connection: started in order of arrival, at most so many at once; reads overtake, writes run one
 * after another.
 */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  #waiting: Command[] = [];
  readonly #running = new Set<Promise<void>>();
  #lastWrite: Promise<void> = Promise.resolve();
  #paused = false;
  #ended = false;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  put(command: Command): void {
    if (this.#ended) return;
    this.#waiting.push(command);
    this.pump();
  }

  pump(): void {
    while (this.#options.ready() && this.#running.size < this.#options.inFlight) {
      const command = this.#waiting.shift();
      if (command === undefined) break;
      this.#start(command);
    }
    const paused = this.#waiting.length > 0 && !this.#ended;
    if (paused !== this.#paused) this.#options.pause(paused);
    this.#paused = paused;
  }

  /** Starts nothing any more; resolves when what runs has ended. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#waiting = [];
    await Promise.all(this.#running);
  }

  #start(command: Command): void {
    const running = isWrite(command.do) ? this.#lastWrite.then(() => this.#write(command)) : this.#options.run(command);
    if (isWrite(command.do)) this.#lastWrite = running;
    this.#running.add(running);
    running.finally(() => {
      this.#running.delete(running);
      this.pump();
    });
  }

  /** A write that waited for others isn't begun on a connection that has ended meanwhile. */
  async #write(command: Command): Promise<void> {
    if (!this.#ended) await this.#options.run(command);
  }
}
