import type { Range } from '#kernel/search/query.ts';
import type { ConversationId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { Reach, Searchable } from '../conversations/api.ts';
import type { SearchIndex } from './ports.ts';
import type { Wanted } from './wanted.ts';

/** A message that was looked for. */
export interface Found {
  line: MessageLine;
  ranges: Range[];
}

/** Where a page ended: what comes next is older, or of the same time and later in the order of ids. */
export interface PagePlace {
  at: TimeMs;
  conversation: ConversationId;
  seq: Seq;
}

export interface Page {
  found: Found[];
  /** Absent: there is no more. */
  next: PagePlace | undefined;
}

export interface PageRequest {
  user: UserId;
  wanted: Wanted;
  reaches: readonly Reach[];
  /** Only what was sent at `after` or later, and before `before`. */
  after: TimeMs;
  before: TimeMs;
  place: PagePlace | undefined;
  limit: number;
}

/** What is found at once in a conversation. */
const BATCH = 24;
/** How many of these are read at once: most conversations give one line to a page, or none. */
const STEP = 2;
/**
 * Conversations that are asked at once, those with the newest lines first: a few, and many more while little is found,
 * since each time is a way to the index and back.
 */
const AT_ONCE = { first: 8, growth: 4, most: 256 };
/** Messages that are looked at before others have their turn: some ms. */
const BREATH = 60;
/** Messages that one page looks at; then it ends where it is, and the next one goes on. */
const MOST_LOOKS = 1500;

/** One conversation while a page is put together. */
interface Source {
  reach: Reach;
  /** The stretch that is still to be looked at; undefined until it is known. */
  from: Seq | undefined;
  to: Seq | undefined;
  /** Found, and not looked at yet; the newest first. */
  candidates: readonly Seq[];
  /** Nothing that is still to come from it is newer. */
  newest: TimeMs;
  ready: Found[];
  done: boolean;
}

/**
 * Puts pages together, newest first, over all conversations of a person: always from the one that may have the newest, so
 * that few are asked when much is found. What the index names is checked against the log; what the person may not see
 * is not among the conversations, or is left out by `Searchable.messages`.
 */
export class Finder {
  readonly #source: Searchable;
  readonly #index: SearchIndex;

  constructor(source: Searchable, index: SearchIndex) {
    this.#source = source;
    this.#index = index;
  }

  async page(request: PageRequest): Promise<Page> {
    const found: Found[] = [];
    let looks = 0;
    let atOnce = AT_ONCE.first;
    const sources = request.reaches.map((reach) => begin(reach, request)).filter((source) => source.to !== 0);
    for (;;) {
      const open = sources.filter((source) => source.ready.length > 0 || !source.done).sort(byNewest);
      const [first] = open;
      if (first === undefined) return { found, next: undefined };
      const [ready] = first.ready;
      if (ready !== undefined) {
        if (found.length === request.limit) return { found, next: placeOf(found.at(-1)) };
        found.push(ready);
        first.ready.shift();
        first.newest = first.ready[0]?.line.at ?? ready.line.at;
      } else {
        if (looks >= MOST_LOOKS) return { found, next: cutAt(first) };
        const asked = open.filter((source) => source.ready.length === 0 && !source.done).slice(0, atOnce);
        looks += await this.#look(asked, request);
        atOnce = Math.min(AT_ONCE.most, atOnce * AT_ONCE.growth);
      }
    }
  }

  /** Looks at the next candidates of each. Returns how many there were. */
  async #look(sources: readonly Source[], request: PageRequest): Promise<number> {
    await this.#find(
      sources.filter(({ candidates }) => candidates.length === 0),
      request,
    );
    let looks = 0;
    for (const source of sources) {
      const seqs = source.candidates.slice(0, STEP);
      source.candidates = source.candidates.slice(STEP);
      const turns = Math.floor(looks / BREATH);
      looks += seqs.length;
      if (Math.floor(looks / BREATH) > turns) await breath();
      await this.#take(source, seqs, request);
    }
    return looks;
  }

  /** Asks the index for more. */
  async #find(sources: readonly Source[], request: PageRequest): Promise<void> {
    if (sources.length === 0) return;
    for (const source of sources) await this.#bound(source, request);
    const stretches = sources.map(({ reach, from = 1, to = 0 }) => ({ conversation: reach.conversation, from, to }));
    const places = await this.#index.find(request.wanted.terms, stretches, BATCH);
    for (const [index, source] of sources.entries()) {
      const seqs = places[index] ?? [];
      const oldest = seqs.at(-1);
      source.candidates = seqs;
      source.to = seqs.length < BATCH || oldest === undefined ? 0 : oldest - 1;
    }
  }

  async #take(source: Source, seqs: readonly Seq[], { user, wanted }: PageRequest): Promise<void> {
    const lines = seqs.length === 0 ? [] : await this.#source.messages(user, source.reach, seqs);
    const newestFirst = lines.sort((a, b) => b.seq - a.seq);
    source.ready = newestFirst.flatMap((line) => {
      const ranges = wanted.rangesIn(line);
      return ranges === undefined ? [] : [{ line, ranges }];
    });
    source.done = source.candidates.length === 0 && (source.to ?? 0) < (source.from ?? 1);
    // Where nothing was right, what comes is no newer than what was looked at.
    source.newest = source.ready[0]?.line.at ?? newestFirst.at(-1)?.at ?? source.newest;
  }

  /** Between which places it can be. */
  async #bound(source: Source, { after, before, place }: PageRequest): Promise<void> {
    const { conversation, from, to } = source.reach;
    if (source.from === undefined) {
      const first = after === 0 ? from : await this.#source.firstAt(conversation, after);
      source.from = first === undefined ? to + 1 : Math.max(from, first);
    }
    if (source.to !== undefined) return;
    const until = place === undefined ? before : Math.min(before, afterPlace(source.reach, place));
    const first = await this.#source.firstAt(conversation, until);
    source.to = first === undefined ? to : first - 1;
  }
}

function begin(reach: Reach, { before, place }: PageRequest): Source {
  const newest = Math.min(reach.changedAt, before - 1);
  const source: Source = { reach, from: undefined, to: undefined, candidates: [], newest, ready: [], done: false };
  if (place === undefined) return before === Number.POSITIVE_INFINITY ? { ...source, to: reach.to } : source;
  source.newest = Math.min(source.newest, place.at);
  if (place.conversation === reach.conversation) source.to = place.seq - 1;
  else if (reach.changedAt < place.at) source.to = reach.to;
  return source;
}

/** Of the same time come first those of the conversations whose ids sort first. */
function afterPlace(reach: Reach, place: PagePlace): TimeMs {
  return reach.conversation > place.conversation ? place.at + 1 : place.at;
}

function byNewest(a: Source, b: Source): number {
  return b.newest - a.newest || (a.reach.conversation < b.reach.conversation ? -1 : 1);
}

function placeOf(last: Found | undefined): PagePlace | undefined {
  return last && { at: last.line.at, conversation: last.line.conversation, seq: last.line.seq };
}

/** The page ends early, before everything that may still come. */
function cutAt({ reach, newest, to, candidates }: Source): PagePlace {
  return { at: newest, conversation: reach.conversation, seq: (candidates[0] ?? to ?? reach.to) + 1 };
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
