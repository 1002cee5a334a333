import { ConnectionQuality, ParticipantInfo_State } from '@livekit/protocol';
import type { DownTrack } from '../core/media/down-track.ts';
import { type MediaLink, preciseNow } from './media-link.ts';
import type { Participant } from './participant.ts';
import type { Publication } from './publication.ts';
import type { Room } from './room.ts';

/** Everything that helps to see why a room is as it is, as JSON can carry it. No metadata, attributes nor addresses. */
export function dumpRoom(room: Room): object {
  const nowMs = preciseNow();
  return {
    sid: room.sid,
    name: room.name,
    createdAtMs: room.createdAtMs,
    emptySinceMs: room.emptySinceMs,
    maxParticipants: room.maxParticipants,
    participants: room.participants.map((participant) => dumpParticipant(participant, nowMs)),
  };
}

function dumpParticipant(participant: Participant, nowMs: number): object {
  const { client } = participant;
  return {
    sid: participant.sid,
    identity: participant.identity,
    state: ParticipantInfo_State[participant.state],
    hidden: participant.grants.hidden,
    joinedAtMs: participant.joinedAtMs,
    resumedAtMs: participant.resumedAtMs,
    version: participant.version,
    client: client ? { sdk: client.sdk, version: client.version, browser: client.browser, os: client.os } : null,
    quality: ConnectionQuality[participant.connectionQuality],
    score: participant.qualityScore,
    links: participant.links.map((link) => dumpLink(link, nowMs)),
    published: participant.publications.published.map((publication) => dumpPublication(publication, nowMs)),
    dataTracks: participant.dataTracks.infos.map(({ sid, pubHandle }) => ({ sid, handle: pubHandle })),
    dataReceived: Object.entries(participant.dataSubscriptions.table.subHandles).map(([handle, { trackSid }]) => ({
      sid: trackSid,
      handle: Number(handle),
    })),
    received: participant.subscriptions.all.map(({ trackSid, down }) => ({
      sid: trackSid,
      ...(down ? dumpDown(down, nowMs) : { waiting: true }),
    })),
  };
}

function dumpLink({ transport, media, lastReceivedAt }: MediaLink, nowMs: number): object {
  return {
    state: transport?.state ?? 'none',
    rttMs: media.rttMs,
    lineBps: finite(media.lineBps),
    silentMs: lastReceivedAt > 0 ? nowMs - lastReceivedAt : null,
    sources: media.routeCount,
  };
}

function dumpPublication({ sid, kind, muted, state, up, info }: Publication, nowMs: number): object {
  return {
    sid,
    kind,
    state,
    muted,
    mime: up?.codec?.mime ?? info.mimeType,
    demand: up?.demand ?? null,
    layers: up?.stats(nowMs) ?? [],
    subscribers: up?.downTracks.length ?? 0,
  };
}

function dumpDown({ layer, stats, wanted, allowed, up }: DownTrack, nowMs: number): object {
  return {
    kind: up.kind,
    layer: layer ?? null,
    wanted,
    // Of the line: the highest layers, null = as high as there are.
    allowed: allowed ? { spatial: finite(allowed.spatial), temporal: finite(allowed.temporal) } : 'paused',
    bitsPerSecond: stats.rate.bitsPerSecond(nowMs),
    packets: stats.packets,
    retransmitted: stats.retransmitted,
    copies: stats.copies,
    fractionLost: stats.fractionLost,
    totalLost: stats.totalLost,
    jitterMs: stats.jitterMs,
    rttMs: stats.rttMs,
  };
}

/** JSON has no infinity: null is a line without a known limit. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
