import type { DownTrack } from '../core/media/down-track.ts';
import type { UpLayerStats } from '../core/media/up-track.ts';
import { preciseNow } from './media-link.ts';
import type { Participant } from './participant.ts';
import type { Room } from './room.ts';

export interface PublishedStats {
  sid: string;
  mime: string;
  muted: boolean;
  layers: UpLayerStats[];
}

export interface ReceivedStats {
  sid: string;
  /** Index of the layer forwarded now, lowest first; null while nothing is. */
  layer: number | null;
  packets: number;
  retransmitted: number;
  /** Of the receiver's last report, 0–1. */
  fractionLost: number;
  rttMs: number;
}

export interface ParticipantStats {
  sid: string;
  identity: string;
  published: PublishedStats[];
  received: ReceivedStats[];
}

export interface RoomStats {
  sid: string;
  name: string;
  participants: ParticipantStats[];
}

export function describeRooms(rooms: readonly Room[]): RoomStats[] {
  return rooms.map((room) => ({ sid: room.sid, name: room.name, participants: room.participants.map(describe) }));
}

function describe(participant: Participant): ParticipantStats {
  const nowMs = preciseNow();
  return {
    sid: participant.sid,
    identity: participant.identity,
    published: participant.publications.published.map(({ sid, info, muted, up }) => ({
      sid,
      mime: info.mimeType,
      muted,
      layers: up?.stats(nowMs) ?? [],
    })),
    received: participant.subscriptions.all.flatMap(({ trackSid, down }) => (down ? [received(trackSid, down)] : [])),
  };
}

function received(sid: string, { layer, stats }: DownTrack): ReceivedStats {
  const { packets, retransmitted, fractionLost, rttMs } = stats;
  return { sid, layer: layer ?? null, packets, retransmitted, fractionLost, rttMs };
}
