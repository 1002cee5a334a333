import type { SearchDocument } from '#kernel/search/terms.ts';
import type { ConversationId, Seq, TimeMs } from '#protocol/common.ts';

/** A message as the index takes it; without `document` it is not to be found any more. */
export interface IndexedMessage {
  seq: Seq;
  document: SearchDocument | undefined;
}

/** Messages of one conversation, and how far its log has been read with them. */
export interface IndexBatch {
  conversation: ConversationId;
  messages: readonly IndexedMessage[];
  upTo: Seq;
}

/** The index that is searched, and the one that is built anew beside it. */
export type Shelf = 'shown' | 'coming';

/** At least one term of each group. Terms are those of `kernel/search/terms.ts`: letters, figures, marks, `§` and `›`. */
export type TermGroups = readonly (readonly string[])[];

/** A part of one conversation, both ends included. */
export interface Stretch {
  conversation: ConversationId;
  from: Seq;
  to: Seq;
}

export interface IndexFacts {
  /** Messages that it has terms of. */
  documents: number;
  /** When it took the place of another one; undefined: it is the first. */
  rebuiltAt: TimeMs | undefined;
}

/**
 * Which messages have which terms: exact terms, so that an inverted index of any database will do. It keeps no texts,
 * and whoever asks checks what is found; it may hold too much, never too little. What `put` has answered survives
 * a crash, or is lost together with its place in `progress`.
 */
export interface SearchIndex {
  /** Replaces what is known of the messages, and takes note of the place: both or neither. */
  put(shelf: Shelf, batches: readonly IndexBatch[]): Promise<void>;
  /** How far each conversation is in the index. */
  progress(shelf: Shelf): Promise<ReadonlyMap<ConversationId, Seq>>;
  /** For each stretch, the newest `limit` messages with the terms, newest first. */
  find(terms: TermGroups, stretches: readonly Stretch[], limit: number): Promise<Seq[][]>;
  /** Of the one that is searched. */
  facts(): Promise<IndexFacts>;
  /** A step of putting the index that is searched in order, so that searches are quick; whether there is more to do. */
  tidy(): Promise<boolean>;
  /** Whether one is being built. */
  building(): Promise<boolean>;
  /** Begins to build one, empty. One that was being built is dropped. */
  begin(): Promise<void>;
  /** What was built is shown from now on; `at` is the time now, in ms. */
  swap(at: TimeMs): Promise<void>;
  close(): Promise<void>;
}
