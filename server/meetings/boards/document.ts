import * as Y from 'yjs';
import type { BoardKind } from '#protocol/boards.ts';
import { checkUpdate, MOST_DEPTH, ROOTS, type UpdateFault } from './checked-update.ts';

/** What came of an update: it said something new, or nothing, or is not taken. */
export type Taken = 'new' | 'known' | 'full' | UpdateFault;

/** One whiteboard or page of notes in memory. What it holds is what is stored; whoever changes it stores that too. */
export class BoardDocument {
  readonly #kind: BoardKind;
  readonly #mostBytes: number;
  readonly #doc: Y.Doc;
  /** At least what the document takes as one update, in bytes. */
  #bytes = 0;
  #spoiled = false;

  constructor(kind: BoardKind, stored: readonly Uint8Array[], mostBytes: number) {
    this.#kind = kind;
    this.#mostBytes = mostBytes;
    this.#doc = this.#made();
    for (const update of stored) this.add(update);
  }

  /** An update left it in a state that nobody knows: it is to be made anew of what is stored. */
  get spoiled(): boolean {
    return this.#spoiled;
  }

  /** Takes it in. What it is about has to be stored by the caller when it is 'new'. */
  take(update: Uint8Array): Taken {
    const checked = checkUpdate(this.#kind, this.#doc, update);
    if ('fault' in checked) return checked.fault;
    if (checked.adds && this.#isFull(update.length)) return 'full';
    let news = false;
    const listen = () => {
      news = true;
    };
    this.#doc.on('update', listen);
    try {
      Y.applyUpdate(this.#doc, update);
      const { pendingStructs, pendingDs } = this.#doc.store;
      if (pendingStructs !== null || pendingDs !== null || this.#isDeep(checked.types)) return this.#spoil();
    } catch {
      return this.#spoil();
    } finally {
      this.#doc.off('update', listen);
    }
    if (!news) return 'known';
    this.#bytes += update.length;
    return 'new';
  }

  /** Takes in what is stored: it was looked through before. */
  add(stored: Uint8Array): void {
    Y.applyUpdate(this.#doc, stored);
    this.#bytes += stored.length;
  }

  /** All of it, as one update. */
  whole(): Uint8Array {
    const whole = Y.encodeStateAsUpdate(this.#doc);
    this.#bytes = whole.length;
    return whole;
  }

  close(): void {
    this.#doc.destroy();
  }

  #spoil(): Taken {
    this.#spoiled = true;
    return 'malformed';
  }

  #isFull(more: number): boolean {
    if (this.#bytes + more <= this.#mostBytes) return false;
    return this.whole().length + more > this.#mostBytes;
  }

  /** Whether any of these is deeper in others than pages can show. */
  #isDeep(types: readonly Y.ID[]): boolean {
    return types.some((id) => {
      let item: unknown = Y.getItem(this.#doc.store, id);
      for (let depth = 0; item instanceof Y.Item; depth++) {
        if (depth > MOST_DEPTH) return true;
        item = (item.parent as { _item?: unknown } | null)?._item;
      }
      return false;
    });
  }

  #made(): Y.Doc {
    const doc = new Y.Doc();
    for (const root of ROOTS[this.#kind]) {
      if (this.#kind === 'notes') doc.getXmlFragment(root);
      else doc.getMap(root);
    }
    return doc;
  }
}
