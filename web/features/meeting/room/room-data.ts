import { type Room, RoomEvent, type TextStreamReader } from 'livekit-client';
import { packReaction, parseReaction, type Reaction } from '../model/reactions.ts';
import { type ChatLine, MOST_CHARS } from './talk.ts';

/** Where LiveKit's own clients write to each other. */
const CHAT_TOPIC = 'lk.chat';
const REACTION_TOPIC = 'reaction';

export interface DataListener {
  said(line: ChatLine): void;
  reacted(identity: string, name: string, reaction: Reaction): void;
}

/** What people write and show each other by LiveKit's data channels. */
export class RoomData {
  readonly #room: Room;
  readonly #listener: DataListener;

  constructor(room: Room, listener: DataListener) {
    this.#room = room;
    this.#listener = listener;
    room.registerTextStreamHandler(CHAT_TOPIC, (reader, { identity }) => void this.#hear(reader, identity));
    room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      const reaction = topic === REACTION_TOPIC ? parseReaction(payload) : undefined;
      if (reaction === undefined || participant === undefined) return;
      this.#listener.reacted(participant.identity, this.#nameOf(participant.identity), reaction);
    });
  }

  /** Whether the host lets this person write. */
  get allowed(): boolean {
    return this.#room.localParticipant.permissions?.canPublishData !== false;
  }

  /** @throws when the room cannot be reached */
  async say(text: string): Promise<void> {
    const { id } = await this.#room.localParticipant.sendText(text.slice(0, MOST_CHARS), { topic: CHAT_TOPIC });
    const { identity } = this.#room.localParticipant;
    const line = { id, identity, name: this.#nameOf(identity), text: text.slice(0, MOST_CHARS) };
    this.#listener.said({ ...line, at: Date.now(), mine: true });
  }

  /** A reaction that is lost is not missed. */
  react(reaction: Reaction): void {
    const me = this.#room.localParticipant;
    const options = { reliable: false, topic: REACTION_TOPIC };
    me.publishData(packReaction(reaction), options).catch(() => undefined);
    this.#listener.reacted(me.identity, this.#nameOf(me.identity), reaction);
  }

  async #hear(reader: TextStreamReader, identity: string): Promise<void> {
    let text = '';
    try {
      for await (const part of reader) {
        text += part;
        if (text.length > MOST_CHARS) break;
      }
    } catch {
      // Whoever wrote has gone meanwhile: what came is shown.
    }
    text = text.slice(0, MOST_CHARS).trim();
    if (text === '') return;
    const { id } = reader.info;
    this.#listener.said({ id, identity, name: this.#nameOf(identity), text, at: Date.now(), mine: false });
  }

  #nameOf(identity: string): string {
    const { localParticipant } = this.#room;
    const who = identity === localParticipant.identity ? localParticipant : this.#room.remoteParticipants.get(identity);
    return who?.name || identity;
  }
}
