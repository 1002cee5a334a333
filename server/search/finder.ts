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
const AT_ONCE = { first: 12, growth: 3, most: 256 };
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
    let sources = request.reaches.map((reach) => begin(reach, request)).filter((source) => !source.done);
    for (;;) {
      sources = sources.filter((source) => source.ready.length > 0 || !source.done);
      const first = newestOf(sources);
      if (first === undefined) return { found, next: undefined };
      const [ready] = first.ready;
      if (ready !== undefined) {
        if (found.length === request.limit) return { found, next: placeOf(found.at(-1)) };
        found.push(ready);
        first.ready.shift();
        first.newest = first.ready[0]?.line.at ?? ready.line.at;
      } else {
        if (looks >= MOST_LOOKS) return { found, next: cutAt(first) };
        if (first.candidates.length > 0) looks += await this.#look(first, request, looks);
        else {
          await this.#find(sources.filter(isEmpty).sort(byNewest).slice(0, atOnce), request);
          atOnce = Math.min(AT_ONCE.most, atOnce * AT_ONCE.growth);
        }
      }
    }
  }

  /** Looks at the next candidates. Returns how many there were. */
  async #look(source: Source, request: PageRequest, looks: number): Promise<number> {
    const seqs = source.candidates.slice(0, STEP);
    source.candidates = source.candidates.slice(STEP);
    if (Math.floor((looks + seqs.length) / BREATH) > Math.floor(looks / BREATH)) await breath();
    await this.#take(source, seqs, request);
    return seqs.length;
  }

  /** Asks the index for more, and when the newest of it was written: only what may be next is looked at. */
  async #find(sources: readonly Source[], request: PageRequest): Promise<void> {
    for (const source of sources) await this.#bound(source, request);
    const stretches = sources.map(({ reach, from = 1, to = 0 }) => ({ conversation: reach.conversation, from, to }));
    const places = await this.#index.find(request.wanted.terms, stretches, BATCH);
    for (const [index, source] of sources.entries()) {
      const seqs = places[index] ?? [];
      const oldest = seqs.at(-1);
      source.candidates = seqs;
      source.to = seqs.length < BATCH || oldest === undefined ? 0 : oldest - 1;
      source.done = seqs.length === 0;
    }
    const found = sources.flatMap((source) => {
      const [seq] = source.candidates;
      return seq === undefined ? [] : [{ source, conversation: source.reach.conversation, seq }];
    });
    const times = await this.#source.times(found);
    for (const [index, { source }] of found.entries()) source.newest = times[index] ?? source.newest;
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

function begin(reach: Reach, { after, before, place }: PageRequest): Source {
  const newest = Math.min(reach.changedAt, before - 1);
  const done = reach.changedAt < after || reach.to < reach.from;
  const source: Source = { reach, from: undefined, to: undefined, candidates: [], newest, ready: [], done };
  if (place === undefined) return before > reach.changedAt ? { ...source, to: reach.to } : source;
  source.newest = Math.min(source.newest, place.at);
  if (place.conversation === reach.conversation) source.to = place.seq - 1;
  else if (reach.changedAt < place.at) source.to = reach.to;
  return source.to === 0 ? { ...source, done: true } : source;
}

/** Nothing of it is known that could be looked at. */
function isEmpty({ ready, candidates, done }: Source): boolean {
  return ready.length === 0 && candidates.length === 0 && !done;
}

function newestOf(sources: readonly Source[]): Source | undefined {
  return sources.reduce<Source | undefined>((a, b) => (a === undefined || byNewest(b, a) < 0 ? b : a), undefined);
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
