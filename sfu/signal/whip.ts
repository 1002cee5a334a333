import {
  AddTrackRequest,
  ConnectionSettings,
  DisconnectReason,
  JoinRequest,
  TrackSource,
  TrackType,
} from '@livekit/protocol';
import { randomText } from '#kernel/ids.ts';
import type { Grants } from '../core/grants.ts';
import type { Participant } from './participant.ts';
import { mayPublish } from './permissions.ts';
import type { Rooms } from './rooms.ts';
import { parseSdp } from './sdp/parse.ts';
import type { MediaSection } from './sdp/types.ts';

/** What came of an offer: where the session is, and the answer; or an HTTP status and plain words. */
export type WhipResult =
  | { ok: true; id: string; answer: string }
  | { ok: false; status: 400 | 401 | 403 | 404; message: string };

/**
 * Publishing by HTTP alone (WHIP, RFC 9725), for OBS and other encoders: one offer in, one answer out, and a session that
 * ends with its media. The publisher is a participant like any other that neither subscribes nor is signalled to.
 */
export class WhipDoor {
  readonly #rooms: Rooms;
  readonly #sessions = new Map<string, Participant>();

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  publish(offer: string, grants: Grants, key: string, userAgent: string): WhipResult {
    const parsed = parseSdp(offer);
    if (!parsed.ok) return refused(400, parsed.reason);
    const sections = parsed.sdp.sections.filter(isMedia);
    if (sections.length === 0) return refused(400, 'the offer sends nothing');
    if (!sections.every((section) => mayPublish(grants, sourceOf(section)))) {
      return refused(403, 'the access token does not allow to publish this');
    }
    const participant = this.#enter(grants, key, userAgent);
    if (!('sid' in participant)) return participant;
    for (const section of sections) participant.publications.add(announcementOf(section));
    const answer = participant.offers.answer(offer);
    if (!answer.ok) {
      participant.close(DisconnectReason.STATE_MISMATCH);
      return refused(400, answer.reason);
    }
    answer.begin();
    return { ok: true, id: this.#keep(participant), answer: answer.sdp };
  }

  /** Ends a session. False when there is none of that id that belongs to the same participant. */
  end(id: string, grants: Grants): boolean {
    const participant = this.#sessions.get(id);
    if (participant === undefined || participant.identity !== grants.identity) return false;
    if (this.#rooms.find(grants.room)?.find(grants.identity) !== participant) return false;
    participant.close(DisconnectReason.CLIENT_INITIATED);
    return true;
  }

  #enter(grants: Grants, key: string, userAgent: string): Participant | (WhipResult & { ok: false }) {
    const connectionSettings = new ConnectionSettings({ autoSubscribe: false });
    const params = { version: 1 as const, request: new JoinRequest({ connectionSettings }) };
    const attempt = { params, grants, key, userAgent, signalless: true };
    const refusal = this.#rooms.refusal(attempt);
    if (refusal) return refused(refusal.status as 400 | 401 | 403 | 404, refusal.message);
    const session = this.#rooms.connect(attempt, { send: () => {}, close: () => {} });
    return session?.participant ?? refused(400, 'the participant cannot join');
  }

  #keep(participant: Participant): string {
    const id = randomText(32);
    this.#sessions.set(id, participant);
    participant.events.on('closed', () => this.#sessions.delete(id));
    return id;
  }
}

function refused(status: 400 | 401 | 403 | 404, message: string): WhipResult & { ok: false } {
  return { ok: false, status, message };
}

function isMedia({ kind, direction, rejected }: MediaSection): boolean {
  return kind !== 'application' && !rejected && (direction === 'sendonly' || direction === 'sendrecv');
}

/** An encoder sends a picture and its sound: it is shown like a camera. */
function sourceOf({ kind }: MediaSection): TrackSource {
  return kind === 'video' ? TrackSource.CAMERA : TrackSource.MICROPHONE;
}

function announcementOf(section: MediaSection): AddTrackRequest {
  const video = section.kind === 'video';
  return new AddTrackRequest({
    cid: section.msid?.track || `whip-${section.mid}`,
    name: video ? 'video' : 'audio',
    type: video ? TrackType.VIDEO : TrackType.AUDIO,
    source: sourceOf(section),
    // What an encoder sends is programme sound: no speech codec tricks.
    disableDtx: true,
    stereo: !video,
  });
}
