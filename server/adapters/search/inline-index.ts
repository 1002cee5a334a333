import type { IndexBatch, SearchIndex, Shelf, Stretch, TermGroups } from '../../search/ports.ts';
import { FtsIndex } from './fts-index.ts';

/** An index that works on the event loop, in memory unless a file is named: for tests, and for nothing large. */
export class InlineIndex implements SearchIndex {
  readonly #index: FtsIndex;

  constructor(file = ':memory:', epoch = '') {
    this.#index = new FtsIndex({ file, epoch });
  }

  async put(shelf: Shelf, batches: readonly IndexBatch[]) {
    this.#index.put(shelf, batches);
  }

  async progress(shelf: Shelf) {
    return this.#index.progress(shelf);
  }

  async find(terms: TermGroups, stretches: readonly Stretch[], limit: number) {
    return this.#index.find(terms, stretches, limit);
  }

  async building() {
    return this.#index.building();
  }

  async begin() {
    this.#index.begin();
  }

  async tidy() {
    return this.#index.tidy();
  }

  async facts() {
    return this.#index.facts();
  }

  async swap(at: number) {
    this.#index.swap(at);
  }

  async close() {
    this.#index.close();
  }
}
