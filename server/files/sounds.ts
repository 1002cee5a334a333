import { Buffer } from 'node:buffer';
import type { Blobs } from '#kernel/ports/blobs.ts';
import { writeCafOpus } from '#kernel/sound/caf-opus.ts';
import { readOggOpus } from '#kernel/sound/ogg-opus.ts';
import type { FileId } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import { keyOf } from './preparing.ts';
import type { FileRow } from './tables.ts';
import { putBlob, readBlob } from './whole-blobs.ts';

/** Opus for browsers that don't read Ogg: made when it is first asked for, out of the same packets. */
export class Sounds {
  readonly #blobs: Blobs;
  readonly #underWay = new Map<FileId, Promise<void>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** Afterwards there is one, if there can be. */
  async make({ id, type, size }: FileRow): Promise<void> {
    if (type !== 'audio/ogg' || size > LIMITS.voiceBytes) return;
    const known = this.#underWay.get(id);
    if (known !== undefined) return known;
    const made = this.#make(id).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, made);
    return made;
  }

  async #make(id: FileId): Promise<void> {
    const key = keyOf(id, 'caf');
    if ((await this.#blobs.size(key)) !== undefined) return;
    const sound = readOggOpus(await readBlob(this.#blobs, id));
    if (sound !== undefined) await putBlob(this.#blobs, key, Buffer.from(writeCafOpus(sound)));
  }
}
