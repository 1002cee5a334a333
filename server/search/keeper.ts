import { Follower, type FollowerOptions } from './follower.ts';

/** The index that is shown, and the one that is built anew while the other is searched. */
export class Keeper {
  readonly #options: FollowerOptions;
  #shown: Follower;
  #coming: Follower | undefined;
  #building: Promise<void> | undefined;
  #closed = false;

  constructor(options: FollowerOptions) {
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
    await Promise.all([this.#shown.close(), this.#coming?.close()]);
    await this.#building;
  }

  /** Never rejects. What a restart interrupted goes on. */
  async #resume(): Promise<void> {
    void this.#shown.settle();
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
      await coming.takePlace(() => this.#options.index.swap());
      this.#shown = coming;
    } else await coming.close();
    this.#coming = undefined;
  }
}
