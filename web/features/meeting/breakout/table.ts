import type { BreakoutDeed, BreakoutView } from '#protocol/breakout.ts';
import { FAILURES } from '#protocol/failures.ts';
import { refusalOf } from '../refusal.ts';
import type { MeetingSession } from '../session.ts';
import { newer, offsetOf, whereTo } from './where.ts';

const AGAIN_MS = 2000;

/** Breakout rooms as this window knows them: asks when there is news, and goes where one belongs. */
export class BreakoutTable {
  readonly #session: MeetingSession;
  readonly #listeners = new Set<() => void>();
  #view: BreakoutView | undefined;
  #number = '';
  /** How far the server's clock is before this one's, in ms. */
  #offsetMs = 0;
  #looking = false;
  #again = false;
  #going = false;
  #heard = 0;

  constructor(session: MeetingSession) {
    this.#session = session;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): BreakoutView | undefined => this.#view;
  /** The message that was put away last. */
  readonly heard = (): number => this.#heard;

  /** A moment of the server's by this window's clock, in ms since the epoch. */
  here(at: number): number {
    return at - this.#offsetMs;
  }

  hear(message: number): void {
    this.#heard = message;
    this.#tell();
  }

  /** Asks how it stands; once more when it is asked meanwhile. */
  async look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#again = false;
        await this.#lookOnce();
      } while (this.#again);
    } finally {
      this.#looking = false;
    }
  }

  /** @throws Failure */
  async act(deed: BreakoutDeed): Promise<void> {
    const { number } = this.#place();
    const view = await this.#session.breakouts.act(number, deed);
    // One's own words need not be told to oneself.
    if (deed.do === 'say') this.hear(view.message?.id ?? 0);
    this.#keep(view, number);
  }

  /** @throws Failure */
  async help(up: boolean): Promise<void> {
    const { number, ticket } = this.#place();
    this.#keep(await this.#session.breakouts.help(number, up, ticket), number);
  }

  /** Into a room, or back to the main one; without `to`: to where one belongs. @throws Failure */
  async go(to?: string): Promise<void> {
    if (this.#going) return;
    this.#going = true;
    try {
      const { number, ticket } = this.#place();
      const where = { ...(to !== undefined && { to }), ...(ticket !== undefined && { ticket }) };
      const answer = await this.#session.breakouts.go(number, where);
      this.#session.moveTo(answer);
    } finally {
      this.#going = false;
    }
    void this.look();
  }

  async #lookOnce(): Promise<void> {
    const { number, ticket } = this.#place();
    if (number === '') return;
    try {
      this.#keep(await this.#session.breakouts.look(number, ticket), number);
    } catch (error) {
      // Who is out of the meeting is told so by the room.
      if (FAILURES[refusalOf(error).refusal.code].retry !== 'later') return;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      this.#again = true;
    }
  }

  #place(): { number: string; ticket: string | undefined } {
    const meeting = this.#session.meeting();
    if (meeting.at !== 'inside') return { number: '', ticket: undefined };
    const { meeting: about, ticket } = meeting.answer;
    if (about.number !== this.#number) {
      this.#number = about.number;
      this.#view = undefined;
      this.#heard = 0;
    }
    return { number: about.number, ticket };
  }

  #keep(view: BreakoutView, number: string): void {
    if (this.#place().number !== number || !newer(this.#view, view)) return;
    this.#view = view;
    this.#offsetMs = offsetOf(view, Date.now());
    this.#tell();
    const meeting = this.#session.meeting();
    if (!whereTo(view, meeting)) return;
    // What keeps one from going is tried again by the next look; who is in the wrong room is put out of it, too.
    this.go().catch(() => setTimeout(() => void this.look(), AGAIN_MS));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const tables = new WeakMap<MeetingSession, BreakoutTable>();

export function tableOf(session: MeetingSession): BreakoutTable {
  const known = tables.get(session) ?? new BreakoutTable(session);
  tables.set(session, known);
  return known;
}
