import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { CallId } from '#protocol/calls.ts';
import type { TimeMs, UserId } from '#protocol/common.ts';

interface Pass {
  user: UserId;
  call: CallId;
  until: TimeMs;
}

/** [PN9] What lets whoever got a ringing notification decline that call, and nothing else, for as long as it rings. */
export class CallPasses {
  readonly #secret: string;
  readonly #clock: Clock;

  constructor(secret: string, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  make(pass: Pass): string {
    const text = Buffer.from(JSON.stringify(pass)).toString('base64url');
    return `${text}.${this.#sign(text).toString('base64url')}`;
  }

  /** @throws Failure 'session.required' when it is none of ours, 'session.expired' */
  read(token: string): Pass {
    const [text = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(text);
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Failure('session.required');
    const pass = JSON.parse(Buffer.from(text, 'base64url').toString()) as Pass;
    if (pass.until < this.#clock.now()) throw new Failure('session.expired');
    return pass;
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(`call ${text}`).digest();
  }
}
