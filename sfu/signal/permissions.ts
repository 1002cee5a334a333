import { ParticipantPermission, type SubscriptionPermission, TrackSource } from '@livekit/protocol';
import type { Grants } from '../core/grants.ts';

/** LiveKit's names of sources in tokens. */
const SOURCES: Record<string, TrackSource> = {
  camera: TrackSource.CAMERA,
  microphone: TrackSource.MICROPHONE,
  screen_share: TrackSource.SCREEN_SHARE,
  screen_share_audio: TrackSource.SCREEN_SHARE_AUDIO,
};

export function permissionOf(grants: Grants): ParticipantPermission {
  return new ParticipantPermission({
    canSubscribe: grants.canSubscribe,
    canPublish: grants.canPublish,
    canPublishData: grants.canPublishData,
    canPublishSources: grants.canPublishSources.map((name) => SOURCES[name] ?? TrackSource.UNKNOWN),
    hidden: grants.hidden,
    canUpdateMetadata: grants.canUpdateOwnMetadata,
  });
}

/** The same grants with what RoomService.UpdateParticipant changed. */
export function withPermission(grants: Grants, permission: ParticipantPermission): Grants {
  return {
    ...grants,
    canSubscribe: permission.canSubscribe,
    canPublish: permission.canPublish,
    canPublishData: permission.canPublishData,
    canPublishSources: permission.canPublishSources.map((source) => TrackSource[source].toLowerCase()),
    hidden: permission.hidden,
    canUpdateOwnMetadata: permission.canUpdateMetadata,
  };
}

export function mayPublish(grants: Grants, source: TrackSource): boolean {
  if (!grants.canPublish) return false;
  return grants.canPublishSources.length === 0 || grants.canPublishSources.some((name) => SOURCES[name] === source);
}

/** Who may subscribe to the tracks of one publisher, as the publisher has decided. Everybody unless told otherwise. */
export class SubscriberRules {
  #rules: SubscriptionPermission | null = null;

  set(rules: SubscriptionPermission): void {
    this.#rules = rules.allParticipants ? null : rules;
  }

  allows(subscriber: { sid: string; identity: string }, trackSid: string): boolean {
    if (!this.#rules) return true;
    return this.#rules.trackPermissions.some((rule) => {
      const meant =
        rule.participantIdentity === ''
          ? rule.participantSid === subscriber.sid
          : rule.participantIdentity === subscriber.identity;
      return meant && (rule.allTracks || rule.trackSids.includes(trackSid));
    });
  }
}
