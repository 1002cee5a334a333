import type { Generated } from 'kysely';
import type { DeviceId, Role, UserId } from '#protocol/common.ts';
import type { DeviceClass } from '#protocol/devices.ts';
import type { LoginKind } from '#protocol/fields.ts';

/** What identity keeps in the database. Times are ms since the epoch. */
export interface IdentityTables {
  account: {
    id: UserId;
    nickname: string;
    /** The nickname as it is searched and sorted: `searchKey()`. */
    nickname_key: string;
    /** How the nickname is read, where it is Chinese: `readKey()`. */
    nickname_read: Generated<string>;
    /** The user name in lower case, for search. */
    username_key: string | null;
    password_hash: string;
    role: Role;
    created_at: number;
    real_name: string | null;
    job: string | null;
    signature: string | null;
    status_text: string | null;
    status_until: number | null;
    /** 1: others see it. */
    show_phone: number;
    show_email: number;
    /** The name of the picture. */
    avatar: string | null;
  };
  /** What people sign in by. Phones start with '+', e-mails hold '@', user names start with a letter. */
  login_name: {
    /** E.164, or lower case: unique whatever the kind. */
    value: string;
    kind: LoginKind;
    account: UserId;
    /** As it was typed. */
    shown: string;
  };
  device: {
    id: DeviceId;
    account: UserId;
    name: string;
    class: DeviceClass;
    created_at: number;
    seen_at: number;
    revoked_at: number | null;
    /** 1: another device of its class took its place. */
    replaced: number;
    /** IP address at the last sign-in or renewal. */
    address: string | null;
  };
  refresh_token: {
    /** SHA-256 of the token, hex. */
    hash: string;
    device: DeviceId;
    /** Hash of the token that it was given for; null at sign-in. */
    parent: string | null;
    issued_at: number;
    used_at: number | null;
    /** 1 once it was accepted a second time because its answer got lost. */
    retried: number;
  };
  /** Links by which somebody who forgot their password takes a new one. */
  password_link: {
    /** SHA-256 of the token, hex. */
    hash: string;
    account: UserId;
    created_by: UserId;
    expires_at: number;
    /** 1: used, or a newer one was made. */
    spent: number;
  };
  invitation: {
    /** SHA-256 of the token, hex. */
    hash: string;
    created_by: UserId;
    created_at: number;
    expires_at: number;
    used_by: UserId | null;
  };
}
