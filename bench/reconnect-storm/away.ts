import type { Measurable } from '../harness/usage.ts';

/** People on one server who are all cut off, miss something, and come back. */
export interface Away {
  readonly child: Measurable;
  readonly people: number;
  /** Messages that each misses; none where nothing is remembered. */
  readonly missed: number;
  /** Before each round, while all are there. */
  refresh(): Promise<void>;
  /** Destroys every connection. */
  cut(): void;
  /** Says a text that carries `mark` to somebody who is away. */
  say(person: number, mark: number): Promise<void>;
  /** Resolves when the person is signed in again and `heard` got the mark of each message that was missed. */
  comeBack(person: number, heard: (mark: number) => void): Promise<void>;
  end(): Promise<void>;
}
