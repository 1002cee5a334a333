/**
 * Carries events between processes. Every subscriber of a topic in every process, the publisher's own included, gets
 * each payload at least once while connected, in the order of one publisher. Nothing is kept for those who are away:
 * what must not be lost is in the database, and a payload only says that it is there.
 */
export interface Bus<Topics extends Record<string, unknown>> {
  publish<Topic extends keyof Topics & string>(topic: Topic, payload: Topics[Topic]): void;
  /** Listens until the returned function is called. */
  subscribe<Topic extends keyof Topics & string>(topic: Topic, listener: (payload: Topics[Topic]) => void): () => void;
  /**
   * Calls back, until the returned function is called, when payloads of other processes may have been missed: whoever
   * remembers what they told forgets it, and asks the database again.
   */
  onLoss(listener: () => void): () => void;
  close(): Promise<void>;
}
