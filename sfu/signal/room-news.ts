import { type ParticipantInfo, ParticipantInfo_State, type Room as RoomInfo, type TrackInfo } from '@livekit/protocol';
import type { Participant } from './participant.ts';
import type { Publication } from './publication.ts';
import type { Room } from './room.ts';

/** What happens in rooms, by the names of LiveKit's webhooks. */
export interface RoomNews {
  event:
    | 'room_started'
    | 'room_finished'
    | 'participant_joined'
    | 'participant_left'
    /** Gone before any media connected. */
    | 'participant_connection_aborted'
    | 'track_published'
    | 'track_unpublished';
  room: RoomInfo;
  participant?: ParticipantInfo;
  track?: TrackInfo;
}

export type Tell = (news: RoomNews) => void;

/** Tells what happens in the room from now on. Hidden participants are told of as well: only servers hear this. */
export function reportRoom(room: Room, tell: Tell): void {
  tell({ event: 'room_started', room: room.info() });
  room.events.on('joined', (participant) => reportParticipant(room, participant, tell));
  room.events.on('closed', () => tell({ event: 'room_finished', room: room.info() }));
}

function reportParticipant(room: Room, participant: Participant, tell: Tell): void {
  const about = () => ({ room: room.info(), participant: participant.info() });
  const told = new Set<Publication>();
  let joined = false;
  participant.events.on('changed', () => {
    if (joined || participant.state !== ParticipantInfo_State.ACTIVE) return;
    joined = true;
    tell({ event: 'participant_joined', ...about() });
  });
  participant.publications.events.on('published', (publication) => {
    told.add(publication);
    tell({ event: 'track_published', ...about(), track: publication.info });
  });
  participant.publications.events.on('ended', (publication) => {
    if (told.delete(publication)) tell({ event: 'track_unpublished', ...about(), track: publication.info });
  });
  participant.events.on('closed', () => {
    tell({ event: joined ? 'participant_left' : 'participant_connection_aborted', ...about() });
  });
}
