import { type Room, Track } from 'livekit-client';
import { ALL_ALLOWED, type RoomState } from '../model/room-state.ts';

/** What the media engine lets one publish: what the hosts decided. */
export function allowedIn({ localParticipant }: Room): RoomState['allowed'] {
  const { permissions } = localParticipant;
  return permissions === undefined ? ALL_ALLOWED : allowedBy(permissions);
}

type Permissions = NonNullable<Room['localParticipant']['permissions']>;

function allowedBy({ canPublish, canPublishSources }: Permissions): RoomState['allowed'] {
  const may = (source: Track.Source) =>
    canPublish && (canPublishSources.length === 0 || canPublishSources.includes(Track.sourceToProto(source)));
  return {
    microphone: may(Track.Source.Microphone),
    camera: may(Track.Source.Camera),
    screen: may(Track.Source.ScreenShare),
  };
}

/** Whether the room says that people may change their names. */
export function mayRenameIn({ metadata }: Room): boolean {
  try {
    const value: unknown = JSON.parse(metadata ?? '');
    return (value as { may?: { rename?: unknown } } | null)?.may?.rename !== false;
  } catch {
    return true; // A room without rules of ours.
  }
}
