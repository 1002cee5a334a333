import { type ParticipantInfo, ParticipantUpdate } from '@livekit/protocol';
import { OutgoingSignal } from './frames.ts';
import type { Participant } from './participant.ts';

/** In a room of more people than that, who only listens is told of together with others. */
const AT_ONCE_UP_TO = 50;

/**
 * Tells the people of a room what becomes of its participants. Everything at once while the room is small. In a large one
 * that holds for those who publish or have published; of the others, who come and go by the hundred and whom nobody sees
 * before they speak, each tick tells together. A thousand joins a tick so cost each listener one message.
 */
export class Announcements {
  /** The people of the room. */
  readonly #people: ReadonlyMap<string, Participant>;
  readonly #publishers = new WeakSet<Participant>();
  /** By sid, the newest state of each. */
  readonly #pending = new Map<string, ParticipantInfo>();

  constructor(people: ReadonlyMap<string, Participant>) {
    this.#people = people;
  }

  /** The state of a participant, to all, itself included unless it is `except`; a hidden one's only to itself. */
  tell(participant: Participant, except?: Participant): void {
    const info = participant.info();
    if (info.tracks.length > 0) this.#publishers.add(participant);
    if (participant.grants.hidden) {
      if (participant !== except) participant.signal.pass(updateOf([info]));
      return;
    }
    if (this.#people.size <= AT_ONCE_UP_TO || this.#publishers.has(participant)) {
      this.#pending.delete(info.sid);
      this.#broadcast(updateOf([info]), except);
      return;
    }
    this.#pending.set(info.sid, info);
    if (participant !== except) participant.signal.pass(updateOf([info]));
  }

  /** Tells what was put off. To be called at every tick. */
  flush(): void {
    if (this.#pending.size === 0) return;
    this.#broadcast(updateOf([...this.#pending.values()]));
    this.#pending.clear();
  }

  #broadcast(signal: OutgoingSignal, except?: Participant): void {
    for (const participant of this.#people.values()) if (participant !== except) participant.signal.pass(signal);
  }
}

function updateOf(participants: ParticipantInfo[]): OutgoingSignal {
  return new OutgoingSignal({ case: 'update', value: new ParticipantUpdate({ participants }) });
}
