import { type Participant, type Room, Track, type TrackPublication } from 'livekit-client';
import type { AttendeeMetadata } from '#protocol/meetings.ts';
import type { Person, Quality } from '../model/room-state.ts';

/** Everybody in `room`, oneself included, as the screens want them. `audioOnly`: no camera of others is wanted. */
export function peopleOfRoom(room: Room, audioOnly: boolean): Person[] {
  const speaking = new Set(room.activeSpeakers.map((speaker) => speaker.identity));
  const all: Participant[] = [room.localParticipant, ...room.remoteParticipants.values()];
  return all.map((participant) => {
    const person = personOf(participant, participant.isLocal, speaking.has(participant.identity));
    return audioOnly && !person.me ? { ...person, camera: undefined, paused: false } : person;
  });
}

function personOf(participant: Participant, me: boolean, speaking: boolean): Person {
  const camera = participant.getTrackPublication(Track.Source.Camera);
  const screen = participant.getTrackPublication(Track.Source.ScreenShare);
  const { guest, host, cohost = false } = readMetadata(participant.metadata);
  return {
    identity: participant.identity,
    name: participant.name || participant.identity,
    me,
    guest,
    host,
    cohost,
    joinedAt: participant.joinedAt?.getTime() ?? 0,
    speaking: speaking && participant.isMicrophoneEnabled,
    microphone: participant.isMicrophoneEnabled,
    camera: shownSid(camera),
    screen: shownSid(screen),
    paused: camera?.track?.streamState === Track.StreamState.Paused,
    quality: participant.connectionQuality as Quality,
    ...signsOf(participant.attributes),
  };
}

/** The id of a picture that can be drawn now; absent while it is muted or not here yet. */
function shownSid(publication: TrackPublication | undefined): string | undefined {
  if (publication?.track === undefined || publication.isMuted) return undefined;
  return publication.trackSid;
}

/** What the server says of somebody by attributes: LiveKit's clients can't set them in our rooms. */
function signsOf({ hand, spotlight }: Readonly<Record<string, string>>): Pick<Person, 'hand' | 'spotlight'> {
  const at = Number(hand);
  return { hand: hand === undefined || !Number.isFinite(at) ? undefined : at, spotlight: spotlight === '1' };
}

/** [ME34] Whoever the server says nothing of is a guest. */
function readMetadata(text: string | undefined): AttendeeMetadata {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const { guest, host, cohost } = (value ?? {}) as Record<string, unknown>;
    if (guest !== false) return { guest: true, host: false };
    return { guest: false, host: host === true, ...(cohost === true && { cohost: true as const }) };
  } catch {
    return { guest: true, host: false }; // Participants that are no people of ours have other metadata or none.
  }
}
