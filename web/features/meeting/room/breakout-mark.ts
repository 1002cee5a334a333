import { type Room, RoomEvent } from 'livekit-client';
import { BREAKOUT_TOPIC } from '#protocol/breakout-facts.ts';

/** What a room says of breakout rooms: another text means that there is news. Empty as long as there were none. */
export class BreakoutMark {
  readonly #room: Room;
  #nudges = 0;

  constructor(room: Room, changed: () => void) {
    this.#room = room;
    // Only the server sends what comes from nobody in the room.
    room.on(RoomEvent.DataReceived, (_payload, participant, _kind, topic) => {
      if (participant !== undefined || topic !== BREAKOUT_TOPIC) return;
      this.#nudges++;
      changed();
    });
  }

  get text(): string {
    const { at, told } = markOf(this.#room.metadata);
    return at === undefined ? '' : `${at} ${told} ${this.#nudges}`;
  }
}

function markOf(metadata: string | undefined): { at?: string; told?: number } {
  try {
    const value = JSON.parse(metadata ?? '') as { breakout?: { at?: string; told?: number } } | null;
    return value?.breakout ?? {};
  } catch {
    return {}; // A room without rules of ours.
  }
}
