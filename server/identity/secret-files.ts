import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_BYTES = 32;

/**
 * Secrets that are made at the first start: 256 random bits each, in `<data>/keys`, readable by their owner only.
 */
export class SecretFiles {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'keys');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** The secret of that name as base64url text. Made whole or not at all, once, also when two processes start together. */
  readOrMake(name: string): string {
    const path = join(this.#folder, name);
    if (!existsSync(path)) this.#make(path);
    return readFileSync(path, 'utf8').trim();
  }

  remove(name: string): void {
    rmSync(join(this.#folder, name), { force: true });
  }

  #make(path: string): void {
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600, flush: true });
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
}
