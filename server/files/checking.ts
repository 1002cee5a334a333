import { Failure } from '#kernel/failure.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import type { Scanner, Verdict } from '#kernel/ports/scanner.ts';
import { blobOf, type FileRow } from './tables.ts';

export interface CheckingOptions {
  /** Absent: nothing is looked into. */
  scanner?: Scanner;
  /** What becomes of files while the scanner cannot be asked. */
  whenDown?: 'hold' | 'pass';
  log?: Log;
}

/** How much later it is asked again, in ms. */
const AGAIN_MS = 15_000;

/** Looks into files before they can be sent: docs/spec/files.md [FI60] … */
export class Checking {
  readonly #options: CheckingOptions;
  readonly #blobs: Blobs;
  readonly #log: Log;

  constructor(options: CheckingOptions, blobs: Blobs) {
    this.#options = options;
    this.#blobs = blobs;
    this.#log = options.log ?? silentLog;
  }

  /**
   * Whether the file may be sent; otherwise the failure that it has for good.
   *
   * @throws Failure 'file.unchecked' while nobody can say
   */
  async faultOf(row: FileRow): Promise<'file.infected' | 'file.not-checkable' | undefined> {
    const verdict = await this.#ask(row);
    if (verdict === 'infected') this.#log.warn({ file: row.id }, 'a file was refused by the scanner');
    if (verdict === 'infected') return 'file.infected';
    return verdict === 'too-large' && this.#holds() ? 'file.not-checkable' : undefined;
  }

  #holds(): boolean {
    return this.#options.whenDown !== 'pass';
  }

  async #ask(row: FileRow): Promise<Verdict> {
    const { scanner } = this.#options;
    if (scanner === undefined || row.size === 0) return 'clean';
    try {
      return await scanner.scan(this.#blobs.read(blobOf(row)));
    } catch (error) {
      // The bytes themselves could not be had, which is no fault of the scanner's.
      if (error instanceof Failure) throw error;
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      this.#log.warn({ reason }, 'the scanner could not be asked');
      if (this.#holds()) throw new Failure('file.unchecked', { retryAfterMs: AGAIN_MS });
      return 'clean';
    }
  }
}
