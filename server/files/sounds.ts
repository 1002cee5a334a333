import type { Blobs } from '#kernel/ports/blobs.ts';
import { writeCafOpus } from '#kernel/sound/caf-opus.ts';
import { readOggOpus } from '#kernel/sound/ogg-opus.ts';
import { LIMITS } from '#protocol/limits.ts';
import { keyOf } from './preparing.ts';
import { blobOf, type FileRow } from './tables.ts';
import { readBlob } from './whole-blobs.ts';

/** Opus for browsers that don't read Ogg: made when it is first asked for, out of the same packets. */
export class Sounds {
  readonly #blobs: Blobs;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** Afterwards there is one, if there can be. */
  async make(row: FileRow): Promise<void> {
    if (row.type !== 'audio/ogg' || row.size > LIMITS.voiceBytes) return;
    const blob = blobOf(row);
    const known = this.#underWay.get(blob);
    if (known !== undefined) return known;
    const made = this.#make(blob).finally(() => this.#underWay.delete(blob));
    this.#underWay.set(blob, made);
    return made;
  }

  async #make(blob: string): Promise<void> {
    const key = keyOf(blob, 'caf');
    if ((await this.#blobs.size(key)) !== undefined) return;
    const sound = readOggOpus(await readBlob(this.#blobs, blob));
    if (sound !== undefined) await this.#blobs.put(key, writeCafOpus(sound));
  }
}
