import { type Room, RoomEvent } from 'livekit-client';
import { BOARD_TOPIC } from '#protocol/board-limits.ts';
import { hearOpened } from '../boards/opened.ts';
import { packReaction, parseReaction, type Reaction } from '../model/reactions.ts';

const REACTION_TOPIC = 'reaction';

export interface DataListener {
  reacted(identity: string, name: string, reaction: Reaction): void;
}

/** What people show each other by LiveKit's data channels. */
export class RoomData {
  readonly #room: Room;
  readonly #listener: DataListener;

  constructor(room: Room, listener: DataListener) {
    this.#room = room;
    this.#listener = listener;
    room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      // Only the server sends what comes from nobody in the room.
      if (participant === undefined && topic === BOARD_TOPIC) hearOpened(payload);
      const reaction = topic === REACTION_TOPIC ? parseReaction(payload) : undefined;
      if (reaction === undefined || participant === undefined) return;
      this.#listener.reacted(participant.identity, this.#nameOf(participant.identity), reaction);
    });
  }

  /** Whether the host lets this person write and react. */
  get allowed(): boolean {
    return this.#room.localParticipant.permissions?.canPublishData !== false;
  }

  /** A reaction that is lost is not missed. */
  react(reaction: Reaction): void {
    const me = this.#room.localParticipant;
    const options = { reliable: false, topic: REACTION_TOPIC };
    me.publishData(packReaction(reaction), options).catch(() => undefined);
    this.#listener.reacted(me.identity, this.#nameOf(me.identity), reaction);
  }

  #nameOf(identity: string): string {
    const { localParticipant } = this.#room;
    const who = identity === localParticipant.identity ? localParticipant : this.#room.remoteParticipants.get(identity);
    return who?.name || identity;
  }
}
