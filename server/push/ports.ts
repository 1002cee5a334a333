import type { AppKind } from '#protocol/commands/push.ts';
import type { PushPayload } from '#protocol/push-payload.ts';

/** Where a device takes what is pushed to it. */
export type PushAddress = WebAddress | AppAddress;

/** What a browser's push service gave it (Push API, W3C). */
export interface WebAddress {
  kind?: 'web';
  /** Of the push service; who knows it can push, so it is never logged. */
  endpoint: string;
  /** The device's public key, 65 bytes of an uncompressed P-256 point, and its secret of 16 bytes; base64url. */
  p256dh: string;
  auth: string;
}

/** What Apple's or Google's system gave an app. */
export interface AppAddress {
  kind: AppKind;
  /** The token; who knows it cannot push without this server's keys, but it is never logged either. */
  endpoint: string;
}

export interface PushMessage {
  /** At most 3 KiB as JSON. Of browsers, only the device can read it; of apps, Apple and Google can. */
  payload: PushPayload;
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

/** Brings messages to browsers. */
export interface WebPushService {
  /** Whom devices take messages from: the VAPID key of RFC 8292, base64url. */
  readonly key: string;
  /** Whether its service is one that may be spoken to: never one at a private address. */
  reaches(endpoint: string): Promise<boolean>;
  /** Never rejects. */
  send(address: WebAddress, message: PushMessage): Promise<PushOutcome>;
}

/** Brings messages to apps, through the service of their system. */
export interface AppPush {
  /** Whether a token can be one of the system's. */
  accepts(token: string): boolean;
  /** Never rejects. */
  send(token: string, message: PushMessage): Promise<PushOutcome>;
  /** Ends its connections. */
  close(): void;
}

/** Those that the operator has keys for. */
export type AppPushes = Partial<Record<AppKind, AppPush>>;

/** Brings messages to devices through their push services. */
export interface PushService {
  /** `WebPushService.key` */
  readonly key: string;
  /** Through whom apps can be reached. */
  readonly apps: readonly AppKind[];
  /** Whether it can be pushed to, as far as can be told without asking its service. */
  reaches(address: PushAddress): Promise<boolean>;
  /** Never rejects. */
  send(address: PushAddress, message: PushMessage): Promise<PushOutcome>;
  close(): void;
}
