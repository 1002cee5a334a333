import { DisconnectReason, LeaveRequest_Action, ParticipantInfo_State } from '@livekit/protocol';
import type { Participant } from './participant.ts';

/** A client that has not connected its media by then never will. */
const JOIN_TIMEOUT_MS = 30_000;
/** Clients ping every 5 s; silence for three pings and a little is a dead socket. */
const SIGNAL_TIMEOUT_MS = 18_000;
/** How long a participant without a socket is kept, with media still coming … */
const RESUME_TIMEOUT_MS = 30_000;
/** … with nothing coming any more … */
const SILENT_TIMEOUT_MS = 5_000;
/** … and with its transport closed, as a closed tab leaves it. */
const GONE_TIMEOUT_MS = 2_000;
/** How long a participant with a socket may be without media before it is asked to connect anew. */
const MEDIA_TIMEOUT_MS = 25_000;

/** Ends sessions whose client is gone. To be called several times a second. */
export function supervise(participant: Participant, nowMs: number): void {
  if (participant.closed) return;
  const { signal, primary } = participant;
  if (participant.signalless) {
    superviseMedia(participant, nowMs);
    return;
  }
  if (signal.sink && nowMs - participant.heardAtMs > SIGNAL_TIMEOUT_MS) signal.sink.close('broken');
  if (signal.lostAt > 0) {
    if (nowMs - signal.lostAt > patience(participant, nowMs))
      participant.close(DisconnectReason.SIGNAL_CLOSE, 'broken');
    return;
  }
  if (primary.connected) participant.connectedAtMs = nowMs;
  const silentMs = nowMs - Math.max(participant.connectedAtMs, participant.resumedAtMs);
  if (participant.state === ParticipantInfo_State.JOINED) {
    if (nowMs - participant.joinedAtMs > JOIN_TIMEOUT_MS) participant.leave(DisconnectReason.JOIN_FAILURE);
  } else if (silentMs > MEDIA_TIMEOUT_MS) {
    participant.leave(DisconnectReason.MEDIA_FAILURE, LeaveRequest_Action.RECONNECT);
  }
}

/** One that only sends media is there for as long as media, or what holds its path open, comes. */
function superviseMedia(participant: Participant, nowMs: number): void {
  const { state, joinedAtMs, lastReceivedAt, primary } = participant;
  if (state === ParticipantInfo_State.JOINED) {
    if (nowMs - joinedAtMs > JOIN_TIMEOUT_MS) participant.close(DisconnectReason.JOIN_FAILURE);
  } else if (!primary.connected || nowMs - lastReceivedAt > MEDIA_TIMEOUT_MS) {
    participant.close(DisconnectReason.MEDIA_FAILURE);
  }
}

function patience(participant: Participant, nowMs: number): number {
  if (participant.links.every((link) => link.transport === null || link.transport.state === 'closed'))
    return GONE_TIMEOUT_MS;
  return nowMs - participant.lastReceivedAt > SILENT_TIMEOUT_MS ? SILENT_TIMEOUT_MS : RESUME_TIMEOUT_MS;
}
