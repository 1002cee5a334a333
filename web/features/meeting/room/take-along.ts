import { type LocalTrack, type Room, Track } from 'livekit-client';
import type { Capture } from '../media/preview.ts';

const SOURCES = [
  ['microphone', Track.Source.Microphone],
  ['camera', Track.Source.Camera],
] as const;

/** Leaves the room with the devices that are on, as they are; everything else is turned off. */
export async function takeAlong(room: Room): Promise<Partial<Record<Capture, MediaStreamTrack>>> {
  const me = room.localParticipant;
  const all = [...me.trackPublications.values()].flatMap(({ track }) => (track === undefined ? [] : [track]));
  const kept = SOURCES.flatMap(([use, source]): [Capture, LocalTrack][] => {
    const publication = me.getTrackPublication(source);
    const track = publication?.track;
    return track === undefined || publication?.isMuted ? [] : [[use, track as LocalTrack]];
  });
  await room.disconnect(false);
  const staying = new Set<object>(kept.map(([, track]) => track));
  for (const track of all) if (!staying.has(track)) track.stop();
  const tracks: Partial<Record<Capture, MediaStreamTrack>> = {};
  for (const [use, track] of kept) {
    // Nothing is sent any more: what is behind an effect is seen by nobody until the next room has it again.
    if (track.getProcessor() !== undefined) await track.stopProcessor().catch(() => undefined);
    if (track.mediaStreamTrack.readyState === 'live') tracks[use] = track.mediaStreamTrack;
  }
  return tracks;
}
