import type { Session } from '#protocol/accounts.ts';
import { askJson } from '../http.ts';
import type { SeatSetup } from '../wires.ts';

/** Access tokens live 10 minutes; clients renew them a minute before. */
const RENEW_AFTER_MS = 9 * 60_000;

/** Somebody's tokens, renewed when they get old; by the password where there is one and no token is good any more. */
export class Tokens {
  readonly #who: SeatSetup;
  #access = '';
  #refresh: string | undefined;
  #coming: Promise<string> | undefined;
  #madeAt = Number.NEGATIVE_INFINITY;

  constructor(who: SeatSetup) {
    this.#who = who;
    this.#refresh = who.refreshToken;
  }

  get refreshToken(): string | undefined {
    return this.#refresh;
  }

  get old(): boolean {
    return performance.now() - this.#madeAt > RENEW_AFTER_MS;
  }

  /** A token is good once for the next one, so two never ask at the same time. */
  access(): Promise<string> {
    if (!this.old) return Promise.resolve(this.#access);
    this.#coming ??= this.#fresh().finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  async #fresh(): Promise<string> {
    const { accessToken, refreshToken } = await this.#session();
    this.#access = accessToken;
    this.#refresh = refreshToken;
    this.#madeAt = performance.now();
    return accessToken;
  }

  async #session(): Promise<Session> {
    const { origin, from, login, password } = this.#who;
    const refreshToken = this.#refresh;
    const signIn = () => {
      const body = { login, password, deviceName: 'load', keep: 'body' };
      return askJson<Session>({ origin, from, path: '/api/v1/auth/login', body });
    };
    if (refreshToken === undefined) return signIn();
    try {
      return await askJson<Session>({ origin, from, path: '/api/v1/auth/refresh', body: { refreshToken } });
    } catch (error) {
      if (password === undefined) throw error;
      return signIn();
    }
  }
}
