import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, DeviceId, Seq, UserId } from '#protocol/common.ts';

/** For whom and from where a key opens files. */
export interface Opened {
  user: UserId;
  /** Of somebody without an account the seat in a meeting, `g_…`. */
  device: DeviceId;
  conversation: ConversationId;
  seq: Seq;
}

/** How long a key is good at least and at most. Keys of the same time are the same, so that browsers keep pictures. */
const STEP_MS = 5 * 60_000;
const MAC_BYTES = 16;
const KEY = /^(u_[0-9a-z]{20})\.([dg]_[0-9a-z]{20})\.(c_[0-9a-z]{20})\.([0-9a-z]{1,11})\.([0-9a-z]{1,8})\.([\w-]{22})$/;

/**
 * Keys in the addresses of files: they say who asks and from which message, and end after minutes. They grant nothing by
 * themselves: what the person may see is looked at each time.
 */
export class FileKeys {
  readonly #secret: Buffer;
  readonly #clock: Clock;

  /** `secret`: base64url text of 256 random bits. */
  constructor(secret: string, clock: Clock) {
    this.#secret = Buffer.from(secret, 'base64url');
    this.#clock = clock;
  }

  make(opened: Opened): string {
    const said = sayOf(opened, this.#step() + 2);
    return `${said}.${this.#mac(said)}`;
  }

  /** When keys that are made now end. */
  until(): number {
    return (this.#step() + 2) * STEP_MS;
  }

  /** @throws Failure 'file.link-ended', also for what is no key of ours */
  check(key: string): Opened {
    const [, user, device, conversation, seq = '', end = '', mac = ''] = KEY.exec(key) ?? [];
    if (user === undefined || device === undefined || conversation === undefined) throw new Failure('file.link-ended');
    const good = Buffer.from(this.#mac(key.slice(0, -mac.length - 1)));
    const live = Number.parseInt(end, 36) > this.#step();
    if (!live || !timingSafeEqual(good, Buffer.from(mac))) throw new Failure('file.link-ended');
    return { user, device, conversation, seq: Number.parseInt(seq, 36) };
  }

  #step(): number {
    return Math.floor(this.#clock.now() / STEP_MS);
  }

  #mac(said: string): string {
    const whole = createHmac('sha256', this.#secret).update(said).digest();
    return whole.subarray(0, MAC_BYTES).toString('base64url');
  }
}

function sayOf({ user, device, conversation, seq }: Opened, end: number): string {
  return [user, device, conversation, seq.toString(36), end.toString(36)].join('.');
}
