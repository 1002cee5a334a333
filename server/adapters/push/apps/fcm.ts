import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { AppPush, PushMessage, PushOutcome } from '#server/push/ports.ts';
import { fcmMessage } from './fcm-message.ts';
import { type AccountFile, NoAccess, ServiceAccount } from './service-account.ts';

export interface FcmOptions {
  account: AccountFile;
  clock: Clock;
  log: Log;
  /** Google's own, unless a test says otherwise. */
  origin?: string;
  timeoutMs?: number;
}

const ORIGIN = 'https://fcm.googleapis.com';
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4096;
/** Nobody is made to wait longer than this, whatever the service says: jobs are given up at some time. */
const MOST_PAUSE_MS = 60_000;

/** Google's push service (FCM), by its HTTP v1 interface. */
export class Fcm implements AppPush {
  readonly #options: FcmOptions;
  readonly #account: ServiceAccount;
  readonly #url: string;
  /** Until then the service wants to be left alone. */
  #pausedUntil = 0;

  constructor(options: FcmOptions) {
    this.#options = options;
    this.#account = new ServiceAccount(options.account, options.clock);
    const project = encodeURIComponent(options.account.project);
    this.#url = `${options.origin ?? ORIGIN}/v1/projects/${project}/messages:send`;
  }

  accepts(token: string): boolean {
    return token.length >= 16;
  }

  async send(token: string, message: PushMessage): Promise<PushOutcome> {
    const body = JSON.stringify({ message: fcmMessage(token, message) });
    if (Buffer.byteLength(JSON.stringify(message.payload)) > MOST_BYTES) return 'refused';
    if (this.#options.clock.now() < this.#pausedUntil) return 'later';
    try {
      return await this.#post(body);
    } catch (error) {
      const { log } = this.#options;
      if (error instanceof NoAccess) log.warn({ status: error.status }, 'Google gives no access to its push service');
      return 'later';
    }
  }

  /** Its connections are those of `fetch`. */
  close(): void {}

  async #post(body: string): Promise<PushOutcome> {
    const signal = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
    const access = await this.#account.access(signal);
    const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' };
    const answer = await fetch(this.#url, { method: 'POST', headers, body, signal, redirect: 'error' });
    const text = await answer.text();
    if (answer.status === 401) this.#account.forget(access);
    return this.#outcomeOf(answer, text);
  }

  #outcomeOf({ status, headers }: Response, text: string): PushOutcome {
    if (status === 200) return 'sent';
    const reason = reasonIn(text);
    // The app was built for another project of Google's.
    if (status === 404 || reason === 'UNREGISTERED' || reason === 'SENDER_ID_MISMATCH') return 'gone';
    if (status === 401) return 'later';
    if (status === 429 || status >= 500) {
      this.#pause(headers.get('retry-after'));
      return 'later';
    }
    this.#options.log.warn({ status, reason }, 'Google’s push service refuses what it is sent');
    return status === 403 ? 'later' : 'refused';
  }

  /** RFC 9110, 10.2.3: seconds or a date. */
  #pause(after: string | null): void {
    if (after === null) return;
    const now = this.#options.clock.now();
    const until = /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
    if (until > now) this.#pausedUntil = Math.min(until, now + MOST_PAUSE_MS);
  }
}

interface FcmFault {
  error?: { status?: unknown; details?: unknown };
}

/** Why, in a word of Google's own. */
function reasonIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as FcmFault;
    const details = Array.isArray(error?.details) ? (error.details as { errorCode?: unknown }[]) : [];
    const code = details.find(({ errorCode }) => typeof errorCode === 'string')?.errorCode ?? error?.status;
    return typeof code === 'string' ? code.slice(0, 60) : '';
  } catch {
    return '';
  }
}
