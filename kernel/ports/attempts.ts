/** How patient the server is with one kind of failing attempt. */
export interface AttemptRule {
  /** Rules with the same name share their counters. */
  name: string;
  /** Failures within the window before anything has to wait. */
  free: number;
  /** Length of the window, from the first failure on. */
  windowMs: number;
  /** The wait after the last free failure; each further failure doubles it … */
  firstWaitMs: number;
  /** … up to this. */
  maxWaitMs: number;
}

/**
 * Remembers failed attempts by key (an account, an address, both) and tells how long the next one has to wait. An
 * attempt that is refused for being too early is not counted. Keys are never logged.
 */
export interface Attempts {
  /** Milliseconds until `key` may try again; 0: now. */
  waitMs(rule: AttemptRule, key: string): Promise<number>;
  /** Counts a failure. Returns the failures of the window so far, this one included. */
  failed(rule: AttemptRule, key: string): Promise<number>;
  /** The failures of the window so far. */
  failures(rule: AttemptRule, key: string): Promise<number>;
  /** Forgets the key's failures and its wait. */
  forget(rule: AttemptRule, key: string): Promise<void>;
}
