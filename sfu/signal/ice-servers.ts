import { createHmac } from 'node:crypto';
import { ICEServer } from '@livekit/protocol';

/** TURN servers of whoever runs this, for those whose network lets nothing else out. */
export interface TurnServers {
  /** `turn:host:port?transport=udp`, `turns:…` (RFC 7065). */
  readonly urls: readonly string[];
  /** What these servers and we know: coturn's `static-auth-secret`. */
  readonly secret: string;
}

/** A meeting over TURN ends with its password, so it is good for a day. */
const GOOD_FOR_MS = 24 * 60 * 60_000;
const URL_OF_TURN = /^turns?:(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/;

export function isTurnUrl(text: string): boolean {
  return URL_OF_TURN.test(text);
}

/**
 * The password that servers with `use-auth-secret` expect for a name: a long-term credential (RFC 8489 §9.2) made of a
 * shared secret (draft-uberti-behave-turn-rest-00 §2.2).
 */
export function turnPassword(secret: string, username: string): string {
  return createHmac('sha1', secret).update(username).digest('base64');
}

/** What a client is told: `who` it is appears in the TURN servers' logs. None where there are no TURN servers. */
export function iceServers({ urls, secret }: TurnServers, who: string, nowMs: number): ICEServer[] {
  if (urls.length === 0) return [];
  const username = `${Math.floor((nowMs + GOOD_FOR_MS) / 1000)}:${who}`;
  return [new ICEServer({ urls: [...urls], username, credential: turnPassword(secret, username) })];
}
