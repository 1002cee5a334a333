/** What the build made, told to the worker by it. Paths begin with '/'. */
export interface Built {
  /** A digest of everything. */
  version: string;
  /** What the first screen needs. */
  first: readonly string[];
  /** Every file with a digest in its name. */
  assets: readonly string[];
}

export interface ShellOptions {
  built: Built;
  origin: string;
  caches: Pick<CacheStorage, 'open' | 'keys' | 'delete' | 'match'>;
  fetch: (request: Request | string) => Promise<Response>;
}

const SHELL = 'yiqi-shell-';
const ASSETS = 'yiqi-assets';
const PAGE = '/';
/** Where a page is asked for and other parts of the server answer: never kept. */
const NOT_PAGES = /^\/(api|ws|rtc|twirp|whip|healthz|readyz|metrics)(\/|$)/;
/** So long a page is waited for before the kept one is shown, in ms. */
const PATIENCE_MS = 4000;

/**
 * The app without a connection: its page and its script, of one version. Nothing else is ever kept: no answer of the API, no
 * file that people sent. While there is a connection the page comes from the server.
 */
export class Shell {
  readonly #options: ShellOptions;
  readonly #known: ReadonlySet<string>;

  constructor(options: ShellOptions) {
    this.#options = options;
    const { first, assets } = options.built;
    this.#known = new Set([...first, ...assets]);
  }

  /** Keeps what the first screen needs: all of it, or the version isn't installed. */
  async install(): Promise<void> {
    const { built, caches } = this.#options;
    const cache = await caches.open(this.#name);
    await cache.addAll([PAGE, ...built.first]);
  }

  /** Forgets versions before this one, and parts that it doesn't have. */
  async activate(): Promise<void> {
    const { caches } = this.#options;
    const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== this.#name);
    await Promise.all(old.map((name) => caches.delete(name)));
    const parts = await caches.open(ASSETS);
    for (const { url } of await parts.keys()) {
      const { pathname } = new URL(url);
      if (!this.#known.has(pathname)) await parts.delete(url);
    }
  }

  /** The answer to a request of a window; undefined: the worker has nothing to do with it. */
  answer(request: Request): Promise<Response> | undefined {
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'GET' || origin !== this.#options.origin || request.headers.has('range')) return undefined;
    if (request.mode === 'navigate') return NOT_PAGES.test(pathname) ? undefined : this.#page(request);
    return this.#known.has(pathname) ? this.#part(request, pathname) : undefined;
  }

  get #name(): string {
    return SHELL + this.#options.built.version;
  }

  async #page(request: Request): Promise<Response> {
    const { caches, fetch } = this.#options;
    const fetched = fetch(request);
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
    try {
      const answer = await Promise.race([fetched, late]);
      if (answer !== undefined) return answer;
    } catch {
      // No connection: what is kept.
    }
    return (await (await caches.open(this.#name)).match(PAGE)) ?? fetched;
  }

  /** Its name has a digest: what is kept is what it was. */
  async #part(request: Request, path: string): Promise<Response> {
    const { caches, fetch } = this.#options;
    const kept = await caches.match(path);
    if (kept !== undefined) return kept;
    const answer = await fetch(request);
    if (answer.ok && path.startsWith('/assets/')) {
      const copy = answer.clone();
      // A full disk keeps nothing; the answer is good all the same.
      caches
        .open(ASSETS)
        .then((cache) => cache.put(path, copy))
        .catch(() => undefined);
    }
    return answer;
  }
}
