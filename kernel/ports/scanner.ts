/** What a scanner says of a file. */
export type Verdict = 'clean' | 'infected' | 'too-large';

/** Looks into files for what does harm. */
export interface Scanner {
  /** Rejects when the scanner cannot be asked, or doesn't answer. */
  scan(bytes: AsyncIterable<Uint8Array>): Promise<Verdict>;
}
