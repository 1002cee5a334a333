import { type LocalTrack, type RemoteTrack, type Room, Track } from 'livekit-client';
import { readTrackStats, type TrackCounters, type TrackKind, type TrackStats } from '../model/stats.ts';

const KINDS: Partial<Record<Track.Source, TrackKind>> = {
  [Track.Source.Microphone]: 'voice',
  [Track.Source.Camera]: 'camera',
  [Track.Source.ScreenShare]: 'screen',
  [Track.Source.ScreenShareAudio]: 'screen-sound',
};

/** Measures each track of a room between two looks. */
export class RoomMeter {
  readonly #room: Room;
  #before = new Map<string, TrackCounters>();

  constructor(room: Room) {
    this.#room = room;
  }

  /** Oneself first, then the others. Tracks without figures are left out. */
  async look(): Promise<TrackStats[]> {
    const { localParticipant, remoteParticipants } = this.#room;
    const looks = [localParticipant, ...remoteParticipants.values()].flatMap((one) =>
      [...one.trackPublications.values()].map(({ track, trackSid }) =>
        this.#measure(one.name || one.identity, one.isLocal, trackSid, track as LocalTrack | RemoteTrack | undefined),
      ),
    );
    const found = (await Promise.all(looks)).filter((one) => one !== undefined);
    this.#before = new Map(found.map(({ stats, counters }) => [stats.id, counters]));
    return found.map(({ stats }) => stats);
  }

  async #measure(name: string, mine: boolean, id: string, track: LocalTrack | RemoteTrack | undefined) {
    const kind = track && KINDS[track.source];
    if (track === undefined || kind === undefined) return undefined;
    const report = await track.getRTCStatsReport().catch(() => undefined);
    if (report === undefined) return undefined;
    const entries = [...report.values()] as Record<string, unknown>[];
    return readTrackStats({ id, name, mine, kind }, entries, this.#before.get(id));
  }
}
