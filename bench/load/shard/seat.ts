import { backoffMs } from '#client/backoff.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { CommandName, ParamsOf, ResultOf, ServerFrame } from '#protocol/realtime.ts';
import { PROTOCOL_LEVEL } from '#protocol/realtime.ts';
import { codeOf, Refused } from '../http.ts';
import type { SeatSetup, TimeName } from '../wires.ts';
import type { Follow, Marked } from './follow.ts';
import { markOf } from './follow.ts';
import { Line } from './line.ts';
import { ENDED, nowMs, type Stats } from './stats.ts';
import { Tokens } from './tokens.ts';

/** What all seats of a process share. */
export interface House {
  readonly stats: Stats;
  /** A message arrived at somebody who was there. */
  onDelivery(seat: Seat, follow: Follow, event: ConversationEvent, marked: Marked): void;
}

/** Somebody with one connection that is authenticated and subscribed, who comes back when it breaks. */
export class Seat {
  readonly setup: SeatSetup;
  readonly tokens: Tokens;
  /** By the conversation's id. */
  readonly follows = new Map<string, Follow>();
  inView: readonly string[] = [];
  active = true;
  /** After each hello. */
  onHello: () => void = () => {};
  #line: Line | undefined;
  #online = false;
  #wanted = false;
  #failed = 0;
  /** What the server's last word asked for, in ms. */
  #notBeforeMs = 0;
  #since: ParamsOf<'hello'>['since'];
  readonly #house: House;

  constructor(setup: SeatSetup, house: House) {
    this.setup = setup;
    this.tokens = new Tokens(setup);
    this.#house = house;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Connects, and goes on trying until `leave`. */
  come(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#connect('connect', nowMs());
  }

  leave(): void {
    this.#wanted = false;
    this.#line?.close();
  }

  /** The line breaks, and is made anew. */
  breakOff(): void {
    if (!this.#online) return;
    this.#house.stats.count('reconnects');
    this.#online = false;
    const broken = this.#line;
    this.#line = undefined;
    broken?.close();
    void this.#connect('reconnect', nowMs());
  }

  call<Name extends CommandName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    return this.#line === undefined || !this.#online
      ? Promise.reject(new Refused(ENDED))
      : this.#line.call(name, params);
  }

  /** A command whose answer nobody waits for. */
  tell<Name extends CommandName>(name: Name, params: ParamsOf<Name>): void {
    this.call(name, params).catch((error) => this.#house.stats.error(error));
  }

  async renew(): Promise<void> {
    if (this.#online) await this.call('session.renew', { token: await this.tokens.access() });
  }

  /** Fetches what is missing of one conversation. */
  async catchUp(follow: Follow): Promise<void> {
    if (follow.fetching) return;
    follow.fetching = true;
    follow.fetched = true;
    try {
      do {
        const where = { conversation: follow.known.id, after: follow.last, limit: 100 } as const;
        const { events, lastSeq } = await this.call('conversation.events', where);
        this.#house.stats.count('fetches');
        for (const event of events) follow.apply(event);
        follow.seen = Math.max(follow.seen, lastSeq);
        if (events.length === 0) break;
      } while (follow.last < follow.seen);
    } catch (error) {
      this.#house.stats.error(error);
    } finally {
      follow.fetching = false;
    }
  }

  async #connect(what: TimeName, began: number): Promise<void> {
    let line: Line | undefined;
    try {
      const { origin, from } = this.setup;
      const token = await this.tokens.access();
      line = await Line.open({
        origin,
        from,
        onFrame: (frame) => this.#take(frame),
        onEnd: () => this.#ended(line),
      });
      if (!this.#wanted) return line.close();
      this.#line = line;
      await this.#hello(line, token);
    } catch (error) {
      if (this.#wanted) this.#house.stats.error(codeOf(error));
      this.#line = undefined;
      line?.close();
      this.#again(what, began);
      return;
    }
    this.#house.stats.time(what, nowMs() - began);
  }

  async #hello(line: Line, token: string): Promise<void> {
    const since = this.#since === undefined ? {} : { since: this.#since };
    const answer = await line.call('hello', { token, level: PROTOCOL_LEVEL, ...since });
    this.#since = { epoch: answer.epoch, cursor: answer.cursor, entrySeq: answer.entrySeq };
    this.#online = true;
    this.#failed = 0;
    for (const follow of this.follows.values()) follow.fetched = false;
    for (let page = answer.changes; ; ) {
      for (const { id, lastSeq } of page.conversations) {
        const follow = this.follows.get(id);
        if (follow !== undefined && lastSeq > follow.last) void this.catchUp(follow);
      }
      if (page.next === undefined || this.follows.size === 0) break;
      page = await line.call('conversation.changes', { page: page.next });
    }
    if (this.inView.length > 0) this.tell('presence.subscribe', { users: [...this.inView] });
    this.onHello();
  }

  #take(frame: ServerFrame): void {
    if (!('push' in frame)) return;
    if (frame.push === 'bye') {
      this.#house.stats.error(`bye.${frame.reason}`);
      this.#notBeforeMs = frame.retryAfterMs ?? 0;
    }
    if (frame.push !== 'event') return;
    const follow = this.follows.get(frame.event.conversation);
    if (follow === undefined) return;
    const found = follow.apply(frame.event);
    if (found === 'gap') void this.catchUp(follow);
    else if (found === 'again' && !follow.fetched) this.#house.stats.count('repeated');
    if (found !== 'new') return;
    const marked = markOf(frame.event);
    if (marked !== undefined) this.#house.onDelivery(this, follow, frame.event, marked);
  }

  #ended(line: Line | undefined): void {
    if (line === undefined || this.#line !== line) return;
    this.#line = undefined;
    if (!this.#online) return;
    this.#online = false;
    if (!this.#wanted) return;
    this.#house.stats.error(ENDED);
    this.#again('reconnect', nowMs());
  }

  #again(what: TimeName, began: number): void {
    if (!this.#wanted) return;
    const waitMs = Math.max(this.#notBeforeMs, backoffMs(this.#failed, Math.random()));
    this.#failed += 1;
    this.#notBeforeMs = 0;
    setTimeout(() => {
      if (this.#wanted) void this.#connect(what, began);
    }, waitMs);
  }
}
