import { DisconnectReason } from 'livekit-client';
import type { EndReason } from '../model/meeting.ts';

const REASONS: Partial<Record<DisconnectReason, EndReason>> = {
  [DisconnectReason.CLIENT_INITIATED]: 'left',
  [DisconnectReason.DUPLICATE_IDENTITY]: 'another-device',
  [DisconnectReason.SERVER_SHUTDOWN]: 'server-stopped',
  [DisconnectReason.PARTICIPANT_REMOVED]: 'removed',
  [DisconnectReason.ROOM_DELETED]: 'ended',
  [DisconnectReason.ROOM_CLOSED]: 'ended',
};

/** Why a room was left, as people are told. Anything else is a connection that could not be mended. */
export function endReason(reason: DisconnectReason | undefined): EndReason {
  return (reason !== undefined && REASONS[reason]) || 'lost';
}
