/** Something that one process may do at a time, for as long as it says that it still does. */
export interface Lock {
  /** Larger than that of whoever had the lock before: a store that remembers the largest one refuses who came late. */
  readonly fence: number;
  /** Goes on having it for `forMs` from now. False: it is another's, or nobody's. */
  keep(forMs: number): Promise<boolean>;
  /** Nothing happens when it is another's already. */
  release(): Promise<void>;
}

/** Locks over all processes. Nobody waits for one; whoever dies with one loses it after its time. */
export interface Locks {
  /** @returns undefined when another has it. @throws Error when nobody can tell */
  take(name: string, forMs: number): Promise<Lock | undefined>;
}
