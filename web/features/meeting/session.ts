import type { Client } from '#client/api.ts';
import { type BreakoutCalls, breakoutCalls } from '#client/breakouts.ts';
import { type MeetingSigns, meetingSigns } from '#client/meeting-signs.ts';
import { type MeetingCalls, mediaUrl, meetingCalls } from '#client/meetings.ts';
import { FAILURES } from '#protocol/failures.ts';
import type { PlaceRequest } from '#protocol/meeting-rules.ts';
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';
import { Preview } from './media/preview.ts';
import type { Choices } from './model/choices.ts';
import { type Effect, type EndReason, type Entry, type Meeting, type Refusal, step } from './model/meeting.ts';
import type { Input } from './model/meeting-input.ts';
import type { RoomState } from './model/room-state.ts';
import { keepTicket, ticketOf } from './model/tickets.ts';
import { refusalOf } from './refusal.ts';
import type { MediaRoom } from './room/media-room.ts';
import { MediaSeat } from './room/media-seat.ts';

const SETTLE_MS = 3000;
/** After a question that was not answered. */
const WATCH_AGAIN_MS = 2000;
const CAPTURES = ['microphone', 'camera'] as const;

/** The one meeting of this window: steps through its states and does what they ask for. */
export class MeetingSession {
  readonly preview = new Preview(() => this.seat.choices().sound);
  readonly seat = new MediaSeat();
  readonly calls: MeetingCalls;
  readonly signs: MeetingSigns;
  readonly breakouts: BreakoutCalls;
  #meeting: Meeting = { at: 'nowhere' };
  readonly #listeners = new Set<() => void>();

  constructor(client: Pick<Client, 'request'>) {
    this.calls = meetingCalls(client);
    this.signs = meetingSigns(client);
    this.breakouts = breakoutCalls(client);
    this.seat.subscribe(() => this.#tell());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly meeting = (): Meeting => this.#meeting;
  readonly choices = this.seat.choices;

  choose(change: Partial<Choices>): void {
    this.seat.choose(change);
  }

  send(input: Input): void {
    const [next, effects] = step(this.#meeting, input);
    this.#meeting = next;
    if (next.at === 'out' || next.at === 'nowhere') this.seat.clear();
    for (const effect of effects) this.#run(effect);
    this.#tell();
  }

  /** Who is there may have changed: the lobby asks again. A failure leaves what is shown. */
  async refresh(number: string): Promise<void> {
    try {
      this.send({ on: 'looked', number, view: await this.calls.look(number) });
    } catch {
      // The next time may do better; joining tells what is wrong.
    }
  }

  /** Turns on what the person left on the last time. */
  async startPreview(): Promise<void> {
    const { microphone, camera, microphoneId, cameraId } = this.choices();
    await this.preview.start({ ...(microphone && { microphone: microphoneId }), ...(camera && { camera: cameraId }) });
  }

  /** Fetches the media library while somebody still looks at the lobby, so that joining is quick. */
  readonly prepare = this.seat.prepare;

  #run(effect: Effect): void {
    switch (effect.do) {
      case 'look':
        void this.#look(effect.number);
        return;
      case 'ask':
        void this.#ask(effect.number, effect.entry, effect.switch);
        return;
      case 'enter':
        void this.#enter(effect.answer, effect.entry);
        return;
      case 'move':
        void this.#move(effect.answer, effect.entry);
        return;
      case 'disconnect':
        this.seat.disconnect();
        return;
      case 'watch':
        void this.#watch(effect.number);
        return;
      case 'part':
        // The server notices by itself too, only later.
        void this.calls.leave(effect.number, ticketOf(sessionStorage, effect.number)).catch(() => undefined);
        return;
      case 'settle':
        setTimeout(() => this.send({ on: 'settled' }), SETTLE_MS);
        return;
      case 'wait':
        setTimeout(() => this.send({ on: 'waited' }), effect.forMs);
        return;
      case 'end':
        void this.#end(effect.number);
    }
  }

  async #look(number: string): Promise<void> {
    try {
      this.send({ on: 'looked', number, view: await this.calls.look(number) });
    } catch (error) {
      this.send({ on: 'refused', number, ...refusalOf(error) });
    }
  }

  async #ask(number: string, { name, passcode }: Entry, switching: boolean): Promise<void> {
    const ticket = name === undefined ? undefined : ticketOf(sessionStorage, number);
    const request = {
      ...(name !== undefined && { name }),
      ...(passcode !== undefined && { passcode }),
      ...(ticket !== undefined && { ticket }),
      ...(switching && { switch: true }),
    };
    try {
      const answer = await this.calls.join(number, request);
      if (answer.ticket !== undefined) keepTicket(sessionStorage, number, answer.ticket);
      this.send('waiting' in answer ? { on: 'waits', number } : { on: 'joined', number, answer });
    } catch (error) {
      this.send({ on: 'refused', number, ...refusalOf(error) });
    }
  }

  /** Asks how it stands, for as long as this window waits. */
  async #watch(number: string): Promise<void> {
    const here = () => this.#meeting.at === 'waiting' && this.#meeting.number === number;
    const ticket = ticketOf(sessionStorage, number);
    let known: PlaceRequest['state'];
    for (const watching = ++this.#watching; here() && watching === this.#watching; ) {
      try {
        const request = { ...(ticket !== undefined && { ticket }), ...(known !== undefined && { state: known }) };
        const place = await this.calls.place(number, request);
        known = place.state;
        if (here() && watching === this.#watching) this.send({ on: 'placed', number, place });
      } catch (error) {
        const { refusal } = refusalOf(error);
        if (FAILURES[refusal.code].retry !== 'later' && here()) this.send({ on: 'refused', number, refusal });
        await new Promise((resolve) => setTimeout(resolve, WATCH_AGAIN_MS));
      }
    }
  }

  #watching = 0;

  /** Goes into another of the meeting's rooms, which the server gave one a token for. */
  moveTo(answer: JoinMeetingAnswer): void {
    const entry = this.#entryAfter(this.seat.state());
    if (entry !== undefined) this.send({ on: 'moved', answer, entry });
  }

  async #move(answer: JoinMeetingAnswer, entry: Entry): Promise<void> {
    await this.#enter(answer, entry, await this.seat.takeAlong());
  }

  async #enter(answer: JoinMeetingAnswer, entry: Entry, tracks = this.preview.take()): Promise<void> {
    for (const capture of CAPTURES) {
      if (entry[capture]) continue;
      tracks[capture]?.stop();
      delete tracks[capture];
    }
    const { seat } = this;
    const choices = this.choices();
    let room: MediaRoom | undefined;
    try {
      room = await seat.open(() => this.#wants(answer), {
        linked: (link) => this.send({ on: 'linked', link }),
        dropped: (why, before) => this.#dropped(why, before),
      });
      if (room === undefined) throw new Error('left while entering');
      await room.enter({ url: mediaUrl(answer.url, location.origin), token: answer.token, tracks, choices });
      if (seat.room !== room) return;
      this.send({ on: 'entered', now: Date.now() });
      for (const capture of CAPTURES) if (entry[capture] && !tracks[capture]) await seat.capture(capture, true);
    } catch {
      for (const track of Object.values(tracks)) track.stop();
      if (room === undefined ? this.#wants(answer) : seat.room === room) this.#failed();
    }
  }

  #failed(): void {
    this.seat.disconnect();
    this.send({ on: 'dropped', why: 'lost' });
    if (this.#meeting.at === 'lobby') void this.startPreview();
  }

  #wants(answer: JoinMeetingAnswer): boolean {
    const meeting = this.#meeting;
    if (meeting.at === 'inside') return meeting.moving !== undefined && meeting.answer === answer;
    return (meeting.at === 'entering' || meeting.at === 'returning') && meeting.answer === answer;
  }

  #dropped(why: EndReason, before: RoomState): void {
    const entry = this.#entryAfter(before);
    // Who is put out of one of several rooms may belong in another: the server is asked.
    const sent = why === 'removed' && before.breakout !== '' ? 'lost' : why;
    this.send({ on: 'dropped', why: sent, ...(entry && { entry }) });
  }

  /** What was on in the room, for coming back to it. */
  #entryAfter({ people }: RoomState): Entry | undefined {
    if (this.#meeting.at !== 'inside') return undefined;
    const me = people.find((person) => person.me);
    const { guest, name } = this.#meeting.answer;
    return {
      microphone: me?.microphone === true,
      camera: me?.camera !== undefined,
      ...(guest && { name }),
    };
  }

  async #end(number: string): Promise<void> {
    try {
      await this.calls.end(number);
    } catch (error) {
      this.#endRefused?.(refusalOf(error).refusal);
    }
  }

  #endRefused: ((refusal: Refusal) => void) | undefined;

  /** Whom to tell when ending the meeting for all did not work. */
  onEndRefused(tell: (refusal: Refusal) => void): void {
    this.#endRefused = tell;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const sessions = new WeakMap<object, MeetingSession>();

/** The session of the page's client: one, however often screens come and go. */
export function sessionOf(client: Client): MeetingSession {
  const known = sessions.get(client) ?? new MeetingSession(client);
  sessions.set(client, known);
  return known;
}
