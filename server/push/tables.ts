import type { PersonalTables } from '../personal/api.ts';

/** What the module keeps. Times are ms since the epoch. */
export interface PushTables extends PersonalTables {
  push_registrations: RegistrationRow;
  /** What a device shows: of a topic, up to which place. */
  push_told: { device_id: string; topic: string; seq: number };
  /** `PushSettings` as JSON. */
  push_settings: { user_id: string; body: string };
  push_conversations: { user_id: string; conversation_id: string; level: string | null; until_at: number | null };
}

export interface RegistrationRow {
  device_id: string;
  user_id: string;
  /** Null: from before there were others than 'web'. */
  kind: 'web' | 'apns' | 'fcm' | null;
  /** Of apps, the token. */
  endpoint: string;
  /** SHA-256 of the endpoint, base64url: an address is one device's. */
  endpoint_hash: string;
  /** Empty for apps, like `auth`. */
  p256dh: string;
  auth: string;
  language: 'zh' | 'en';
  created_at: number;
}
