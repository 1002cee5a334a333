import type { Clock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import { BOARD_LIMITS } from '#protocol/board-limits.ts';
import type { BoardCursor, BoardKind } from '#protocol/boards.ts';
import type { BoardTopics } from './topics.ts';

/** Who has not moved or said that they are there for so long is gone. */
const GONE_MS = 45_000;
/** Pages of one document that are remembered. */
const MOST_PAGES = 600;

interface Known extends BoardCursor {
  at: number;
}

interface Place {
  revision: number;
  pages: Map<number, Known>;
}

/** Who is where in each document, as everybody says it of themselves under the name that the server knows. Nothing of it is kept. */
export class Cursors {
  readonly #clock: Clock;
  readonly #places = new Map<string, Place>();
  /** Revisions of another process mean nothing here. */
  readonly #epoch = newId('e');
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whose page it is; undefined: nobody's. */
  ownerOf(number: string, kind: BoardKind, page: number): string | undefined {
    return this.#places.get(keyOf(number, kind))?.pages.get(page)?.identity;
  }

  note({ number, kind, page, identity, cursor }: BoardTopics['board-cursor']): void {
    const key = keyOf(number, kind);
    const place = this.#places.get(key) ?? { revision: 0, pages: new Map() };
    const known = place.pages.get(page);
    if (known !== undefined && known.identity !== identity) return;
    place.pages.delete(page);
    if (cursor !== undefined) place.pages.set(page, { page, identity, ...cursor, at: this.#clock.now() });
    const [oldest] = place.pages.keys();
    if (place.pages.size > MOST_PAGES && oldest !== undefined) place.pages.delete(oldest);
    const same = cursor !== undefined && known?.state === cursor.state && known.name === cursor.name;
    if (!same) place.revision = ++this.#changes;
    this.#places.set(key, place);
    if (place.pages.size === 0) this.#places.delete(key);
  }

  /** Those who are in the meeting, and what stands for them as they are. */
  told(number: string, kind: BoardKind, here: (identity: string) => boolean): { mark: string; people: BoardCursor[] } {
    const place = this.#places.get(keyOf(number, kind));
    if (place === undefined) return { mark: `${this.#epoch} 0`, people: [] };
    const now = this.#clock.now();
    for (const { page, identity, at } of [...place.pages.values()]) {
      if (now - at < GONE_MS && here(identity)) continue;
      place.pages.delete(page);
      place.revision = ++this.#changes;
    }
    const last = [...place.pages.values()].slice(-BOARD_LIMITS.cursors);
    return { mark: `${this.#epoch} ${place.revision}`, people: last.map(({ at: _, ...cursor }) => cursor) };
  }
}

function keyOf(number: string, kind: BoardKind): string {
  return `${number} ${kind}`;
}
