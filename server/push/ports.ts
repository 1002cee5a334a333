/** Where a device takes what is pushed to it: what its browser's push service gave it (Push API, W3C). */
export interface PushAddress {
  /** Of the push service; who knows it can push, so it is never logged. */
  endpoint: string;
  /** The device's public key, 65 bytes of an uncompressed P-256 point, and its secret of 16 bytes; base64url. */
  p256dh: string;
  auth: string;
}

export interface PushMessage {
  /** At most 3 KiB as JSON. Only the device can read it. */
  payload: object;
  /** How long the push service keeps it for a device that is away. */
  ttlSeconds: number;
  urgency: 'high' | 'normal' | 'low';
  /** One that the service still keeps under the same topic is replaced: at most 32 characters of base64url. */
  topic?: string;
}

/**
 * What became of it. 'gone': the address is none any more; 'later': it may be tried again; 'refused': it is tried no more,
 * but the address may be good.
 */
export type PushOutcome = 'sent' | 'gone' | 'later' | 'refused';

/** Brings messages to devices through their push services. */
export interface PushService {
  /** Whom devices take messages from: the VAPID key of RFC 8292, base64url. */
  readonly key: string;
  /** Whether its service is one that may be spoken to: never one at a private address. */
  reaches(endpoint: string): Promise<boolean>;
  /** Never rejects. */
  send(address: PushAddress, message: PushMessage): Promise<PushOutcome>;
}
