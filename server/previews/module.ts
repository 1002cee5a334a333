import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { LinkPreview } from '#protocol/commands/link.ts';
import type { UserId } from '#protocol/common.ts';
import type { PreviewCommands } from './api.ts';
import { readHead } from './html-head.ts';
import { fetchPage, type PageReach, webAddress } from './page-fetch.ts';
import { publicReach } from './public-reach.ts';

export interface PreviewsOptions {
  /** Nothing is fetched when false. */
  on: boolean;
  clock: Clock;
  /** The public internet, unless a test says otherwise. */
  reach?: PageReach;
}

export interface PreviewsModule {
  readonly commands: PreviewCommands;
}

const HOUR_MS = 3_600_000;
const FOUND_MS = 24 * HOUR_MS;
/** A page that wasn't there may come. */
const MISSING_MS = HOUR_MS / 6;
const MOST_KEPT = 2000;
/** Pages that one person may have fetched in a minute; what is known costs nothing. */
const FETCHES_A_MINUTE = 30;
const AT_ONCE = 8;

interface Known {
  preview: Promise<LinkPreview | undefined>;
  until: number;
}

/** What pages say of themselves. Rules: docs/spec/contents.md, "Previews of links". */
export function createPreviews({ on, clock, reach = publicReach }: PreviewsOptions): PreviewsModule {
  const previews = new Previews(clock, reach);
  return {
    commands: {
      'link.preview': async ({ user }, { url }) => {
        const preview = on ? await previews.of(user, url) : undefined;
        return preview === undefined ? {} : { preview };
      },
    },
  };
}

class Previews {
  readonly #clock: Clock;
  readonly #reach: PageReach;
  readonly #rate = new RateLimiterMemory({ points: FETCHES_A_MINUTE, duration: 60 });
  /** Oldest first. */
  readonly #known = new Map<string, Known>();
  #underWay = 0;

  constructor(clock: Clock, reach: PageReach) {
    this.#clock = clock;
    this.#reach = reach;
  }

  /** @throws Failure 'rate.limited' */
  async of(user: UserId, text: string): Promise<LinkPreview | undefined> {
    const url = webAddress(text);
    if (url === undefined) return undefined;
    url.hash = '';
    const known = this.#fresh(url.href);
    if (known !== undefined) return known;
    await this.#spend(user);
    // Somebody else may have begun meanwhile.
    return this.#fresh(url.href) ?? this.#fetch(url.href);
  }

  #fresh(url: string): Promise<LinkPreview | undefined> | undefined {
    const known = this.#known.get(url);
    return known !== undefined && known.until > this.#clock.now() ? known.preview : undefined;
  }

  async #spend(user: UserId): Promise<void> {
    if (this.#underWay >= AT_ONCE) throw new Failure('rate.limited', { retryAfterMs: 2000 });
    try {
      await this.#rate.consume(user);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new Failure('rate.limited', { retryAfterMs: Math.max(1, error.msBeforeNext) });
    }
  }

  /** Those who ask for one page at the same time share the answer. */
  #fetch(url: string): Promise<LinkPreview | undefined> {
    const known: Known = { preview: this.#read(url), until: Number.POSITIVE_INFINITY };
    this.#known.delete(url);
    this.#known.set(url, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest);
    void known.preview.then((preview) => {
      known.until = this.#clock.now() + (preview === undefined ? MISSING_MS : FOUND_MS);
    });
    return known.preview;
  }

  /** Never rejects. */
  async #read(url: string): Promise<LinkPreview | undefined> {
    this.#underWay += 1;
    try {
      const page = await fetchPage(url, this.#reach);
      return page && readHead(page);
    } finally {
      this.#underWay -= 1;
    }
  }
}
