import { Histogram } from '../../bench/load/histogram.ts';

/** A command that was answered: from then on nothing may undo it. */
export interface Acknowledged {
  readonly person: number;
  readonly command: string;
  readonly clientId: string;
  readonly conversation: string;
  readonly seq: number;
  /** The place of the message that it changes. */
  readonly target?: number;
}

/** A word of its own that is in one text alone, so that whoever is shown the text is found out. */
export interface Token {
  readonly room: number;
  readonly by: number;
  /** Whether it is in a message or in what one was changed into. */
  readonly of: 'message' | 'edit';
}

/** Somebody was brought into a group. */
export interface Joining {
  readonly room: number;
  readonly person: number;
  readonly clientId: string;
  /** Before anybody could know of it, in ms. */
  readonly askedAtMs: number;
}

const TOKEN = /zq[a-p]{6}q/g;
const LETTERS = 'abcdefghijklmnop';

/** What was wanted, what was answered and what was shown, in the order in which that happened here. */
export class Ledger {
  readonly acknowledged = new Map<string, Acknowledged>();
  /** When each command was sent first. */
  readonly #sentAt = new Map<string, number>();
  readonly tokens = new Map<string, Token>();
  /** The command that brought each word. */
  readonly carriers = new Map<string, string>();
  /** When somebody was shown a text for the first time: by its word, then by the person. */
  readonly seen = new Map<string, Map<number, number>>();
  readonly joinings: Joining[] = [];
  /** Client ids of what somebody wrote into a room, in the order of writing. */
  readonly written = new Map<string, string[]>();
  /** How far somebody has read, as they were answered: by the person and the conversation. */
  readonly read = new Map<string, number>();
  /** SHA-256 of files, by their names. */
  readonly files = new Map<string, string>();
  readonly failures = new Map<string, number>();
  readonly done = new Map<string, number>();
  readonly latency = new Histogram();
  /** What no test of the end shows: told at once. */
  readonly wrong: string[] = [];

  /** A word that no other text has. */
  token(token: Token): string {
    let n = this.tokens.size;
    let word = '';
    for (let digits = 0; digits < 6; digits += 1, n >>= 4) word = `${LETTERS[n & 15]}${word}`;
    const made = `zq${word}q`;
    this.tokens.set(made, token);
    return made;
  }

  wrote(person: number, room: number, clientId: string): void {
    const key = `${person} ${room}`;
    const list = this.written.get(key) ?? [];
    list.push(clientId);
    this.written.set(key, list);
  }

  sent(clientId: string, text: string, now: number): void {
    for (const word of tokensIn(text)) this.carriers.set(word, clientId);
    if (!this.#sentAt.has(clientId)) this.#sentAt.set(clientId, now);
  }

  /** The server has answered. A repeat has to get the same answer. */
  answered(one: Acknowledged, now: number): void {
    const before = this.acknowledged.get(one.clientId);
    if (before !== undefined) {
      if (before.seq !== one.seq) {
        this.wrong.push(`${one.command} of person ${one.person} was answered ${before.seq}, and then ${one.seq}`);
      }
      return;
    }
    this.acknowledged.set(one.clientId, one);
    const at = this.#sentAt.get(one.clientId);
    if (at !== undefined) this.latency.record(now - at);
    this.#sentAt.delete(one.clientId);
  }

  hasRead(person: number, conversation: string, seq: number): void {
    const key = `${person} ${conversation}`;
    this.read.set(key, Math.max(seq, this.read.get(key) ?? 0));
  }

  /** Everything that somebody's client hears. */
  heard(person: number, text: string, now: number): void {
    for (const [word] of text.matchAll(TOKEN)) {
      const whom = this.seen.get(word) ?? new Map<number, number>();
      this.seen.set(word, whom);
      if (!whom.has(person)) whom.set(person, now);
    }
  }

  failed(code: string): void {
    count(this.failures, code);
  }

  did(what: string): void {
    count(this.done, what);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The words in a text. */
export function tokensIn(text: string): string[] {
  return text.match(TOKEN) ?? [];
}
