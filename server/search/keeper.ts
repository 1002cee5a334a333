import type { Clock } from '#kernel/clock.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { Follower, type FollowerOptions } from './follower.ts';

/** How often it is looked at whether the index is in too many parts. */
const TIDY_EVERY_MS = 600_000;

interface KeeperOptions extends FollowerOptions {
  clock: Clock;
}

/** The index that is shown, and the one that is built anew while the other is searched. */
export class Keeper {
  readonly #options: KeeperOptions;
  #shown: Follower;
  #coming: Follower | undefined;
  #building: Promise<void> | undefined;
  #closed = false;
  #tidier: NodeJS.Timeout | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#shown = new Follower('shown', options);
    this.#building = this.#resume().finally(() => {
      this.#building = undefined;
    });
  }

  get state(): 'ready' | 'following' | 'rebuilding' {
    if (this.#coming !== undefined) return 'rebuilding';
    return this.#shown.whole ? 'ready' : 'following';
  }

  /** [SE7] */
  async report(): Promise<ResultOf<'search.state'>> {
    // First, or what is told to be ready could have the facts of the one before.
    const [at, coming] = [this.state, this.#coming];
    const { documents, rebuiltAt } = await this.#options.index.facts();
    const { done, of } = await this.#shown.progress();
    const rebuilding = await coming?.progress();
    return {
      at,
      documents,
      events: of,
      behind: of - done,
      ...(rebuiltAt === undefined ? {} : { rebuiltAt }),
      ...(rebuilding === undefined ? {} : { rebuilding }),
    };
  }

  /** Whether nothing can be missing: not while an index that was lost is made again. */
  get whole(): boolean {
    return this.#shown.whole;
  }

  /** Resolves when everything committed up to now is in the index: true, or can't be: false. */
  settle(): Promise<boolean> {
    return this.#shown.settle();
  }

  /** Builds the index anew. Once at a time: a second call joins the first. */
  rebuild(): Promise<void> {
    this.#building ??= this.#rebuild().finally(() => {
      this.#building = undefined;
    });
    return this.#building;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#tidier);
    await Promise.all([this.#shown.close(), this.#coming?.close()]);
    await this.#building;
  }

  /** Never rejects. What a restart interrupted goes on. */
  async #resume(): Promise<void> {
    void this.#shown.settle().then(() => this.#tidy());
    const building = await this.#options.index.building().catch(() => false);
    if (building && !this.#closed) await this.#build();
  }

  async #rebuild(): Promise<void> {
    await this.#options.index.begin();
    await this.#build();
  }

  async #build(): Promise<void> {
    const coming = new Follower('coming', this.#options);
    this.#coming = coming;
    if ((await coming.settle()) && !this.#closed) {
      const old = this.#shown;
      await old.close();
      await coming.takePlace(() => this.#options.index.swap(this.#options.clock.now()));
      this.#shown = coming;
    } else await coming.close();
    this.#coming = undefined;
    void this.#tidy();
  }

  /** Never rejects. What was taken in lies in many parts: they are merged, a little at a time. */
  async #tidy(): Promise<void> {
    clearTimeout(this.#tidier);
    try {
      while (!this.#closed && (await this.#options.index.tidy())) await new Promise((resolve) => setImmediate(resolve));
    } catch {
      // Later again.
    }
    if (!this.#closed) this.#tidier = setTimeout(() => void this.#tidy(), TIDY_EVERY_MS).unref();
  }
}
