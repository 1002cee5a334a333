import { Emitter } from '#kernel/emitter.ts';
import { asFailure, Failure } from '#kernel/failure.ts';
import type { Me, Session as SessionAnswer, Welcome } from '#protocol/accounts.ts';
import type { UserId } from '#protocol/common.ts';
import type { DeviceClass } from '#protocol/devices.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { LoginForm, RegisterForm } from './api.ts';
import { type Http, needsSignIn } from './http.ts';
import type { Channel, Locks, OpenChannel, Timers } from './ports.ts';
import type { Store, StoredSession } from './store/store.ts';

export interface SessionOptions {
  http: Http;
  store: Pick<Store, 'session' | 'saveSession'>;
  keep: 'cookie' | 'body';
  deviceName: string;
  deviceClass?: DeviceClass;
  timers: Timers;
  locks: Locks | undefined;
  /** Reaches the other tabs of this browser. */
  openChannel?: OpenChannel;
}

export interface SessionEvents extends Record<string, unknown[]> {
  /** Somebody signed in, or what is known of them changed. */
  signedIn: [Me];
  /** Nobody is signed in any more: by their own wish, or for the reason that the server gave. */
  signedOut: [FailureCode | undefined];
}

/** An access token that ends sooner is renewed before it is used. */
const MARGIN_MS = 30_000;
/** How long signing out waits for the server. */
const LOGOUT_MS = 5_000;
/** Shared by all tabs: a refresh token is used once. */
const REFRESH_LOCK = 'yiqi-refresh';
const CHANNEL = 'yiqi-session';

/** What one tab tells the others. */
type TabNews = { signedOut: UserId; reason: FailureCode | undefined } | { signedIn: UserId };

/** Who is signed in on this device: signs in and out, and keeps a working access token. */
export class Session extends Emitter<SessionEvents> {
  readonly #options: SessionOptions;
  #access: { token: string; endsAt: number } | undefined;
  #stored: StoredSession | undefined;
  #refreshing: Promise<string> | undefined;
  readonly #channel: Channel | undefined;

  constructor(options: SessionOptions) {
    super();
    this.#options = options;
    this.#channel = options.openChannel?.(CHANNEL);
    this.#channel?.addEventListener('message', ({ data }) => void this.#hear(data as TabNews));
  }

  get me(): Me | undefined {
    return this.#stored?.me;
  }

  /** When the access token ends, by the local clock; 0 without one. */
  get endsAt(): number {
    return this.#access?.endsAt ?? 0;
  }

  /** Reads who was signed in. */
  async load(): Promise<Me | undefined> {
    this.#stored = await this.#options.store.session();
    return this.#stored?.me;
  }

  welcome(): Promise<Welcome> {
    return this.#options.http.request('GET', '/api/v1/auth/welcome');
  }

  register(form: RegisterForm): Promise<Me> {
    return this.#signIn('/api/v1/auth/register', form);
  }

  login(form: LoginForm): Promise<Me> {
    return this.#signIn('/api/v1/auth/login', form);
  }

  async logout(): Promise<void> {
    const { http, keep, timers } = this.#options;
    const refreshToken = this.#stored?.refreshToken;
    const body = keep === 'body' && refreshToken !== undefined ? { refreshToken } : {};
    // Out of reach, the device stays on the list of the person's devices; here nothing is left of it.
    await new Promise<void>((resolve) => {
      const stopTimer = timers.after(LOGOUT_MS, resolve);
      const told = http.request('POST', '/api/v1/auth/logout', body).catch(() => {});
      void told.then(stopTimer).then(resolve);
    });
    await this.#end(undefined);
  }

  /** A token that lives. @throws Failure; of kind 'sign-in' after `signedOut` was told */
  async token(): Promise<string> {
    if (this.#access !== undefined && this.#access.endsAt - this.#options.timers.now() > MARGIN_MS) {
      return this.#access.token;
    }
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** What `hello` says of the person. */
  async handleMe(me: Me): Promise<void> {
    if (this.#stored === undefined || this.#stored.me.id !== me.id) return;
    this.#stored = { ...this.#stored, me };
    await this.#options.store.saveSession(this.#stored).catch(() => {});
  }

  /** The server doesn't take the access token: the next `token()` gets another. */
  dropToken(): void {
    this.#access = undefined;
  }

  /** Hears nothing of other tabs any more. */
  close(): void {
    this.#channel?.close();
  }

  /** The server ended this session. */
  revoked(reason: FailureCode): Promise<void> {
    return this.#end(reason);
  }

  async #signIn(path: string, form: LoginForm | RegisterForm): Promise<Me> {
    const { http, keep, deviceName, deviceClass = 'other' } = this.#options;
    const request = { ...form, keep, deviceName, deviceClass };
    return this.#take(await http.request<SessionAnswer>('POST', path, request));
  }

  async #refresh(): Promise<string> {
    const { locks } = this.#options;
    if (locks === undefined) return this.#refreshNow();
    let token = '';
    let failed: unknown;
    await locks.request(REFRESH_LOCK, {}, async () => {
      await this.#refreshNow().then(
        (fresh) => {
          token = fresh;
        },
        (error: unknown) => {
          failed = error;
        },
      );
    });
    if (failed !== undefined) throw failed;
    return token;
  }

  async #refreshNow(): Promise<string> {
    const { http, keep, store } = this.#options;
    // Another process on the same store may have used our token already.
    const refreshToken = keep === 'body' ? ((await store.session()) ?? this.#stored)?.refreshToken : undefined;
    if (keep === 'body' && refreshToken === undefined) throw new Failure('session.required');
    try {
      const body = refreshToken === undefined ? {} : { refreshToken };
      const answer = await http.request<SessionAnswer>('POST', '/api/v1/auth/refresh', body);
      await this.#take(answer);
      return answer.accessToken;
    } catch (error) {
      const failure = asFailure(error);
      if (needsSignIn(failure)) await this.#end(failure.code);
      throw error;
    }
  }

  async #take(answer: SessionAnswer): Promise<Me> {
    const { me, device, refreshToken } = answer;
    const known = this.#stored?.me.id;
    this.#access = { token: answer.accessToken, endsAt: this.#options.timers.now() + answer.expiresInMs };
    this.#stored = { me, device, ...(refreshToken === undefined ? {} : { refreshToken }) };
    const signedIn = known !== me.id;
    await this.#options.store.saveSession(this.#stored);
    if (signedIn) this.#channel?.postMessage({ signedIn: me.id } satisfies TabNews);
    this.emit('signedIn', me);
    return me;
  }

  async #end(reason: FailureCode | undefined): Promise<void> {
    const was = this.#stored?.me.id;
    this.#access = undefined;
    this.#stored = undefined;
    await this.#options.store.saveSession(undefined);
    if (was === undefined) return;
    this.#channel?.postMessage({ signedOut: was, reason } satisfies TabNews);
    this.emit('signedOut', reason);
  }

  /** Another tab has signed in or out: so has this one. What is stored has been taken care of there. */
  async #hear(news: TabNews): Promise<void> {
    if ('signedOut' in news) {
      if (this.#stored?.me.id !== news.signedOut) return;
      this.#access = undefined;
      this.#stored = undefined;
      this.emit('signedOut', news.reason);
    } else if (this.#stored === undefined) {
      const me = await this.load().catch(() => undefined);
      if (me !== undefined) this.emit('signedIn', me);
    }
  }
}
