import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { signedToken } from '../signed-token.ts';

/** What is needed of the file that Google gives for a service account. */
export interface AccountFile {
  project: string;
  email: string;
  key: KeyObject;
  keyId: string | undefined;
  /** Where access tokens are given. */
  tokenUrl: string;
}

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const GOOD_S = 3600;
const RENEW_BEFORE_MS = 5 * 60_000;

/** The file of a service account, or what is wrong with it. */
export function readAccountFile(text: string): AccountFile | string {
  const file = jsonOf(text);
  if (file === undefined) return 'is not JSON';
  const field = (name: string): string | undefined => {
    const value = file[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [project, email, pem] = [field('project_id'), field('client_email'), field('private_key')];
  if (project === undefined || email === undefined || pem === undefined)
    return 'is not the file of a service account: it needs project_id, client_email and private_key';
  const key = rsaKeyOf(pem);
  if (key === undefined) return 'has a private_key that is no RSA key in PEM form';
  const tokenUrl = field('token_uri') ?? TOKEN_URL;
  if (!tokenUrl.startsWith('https://') || !URL.canParse(tokenUrl)) return 'has a token_uri that is no https:// address';
  return { project, email, key, keyId: field('private_key_id'), tokenUrl };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function rsaKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The token endpoint gave none. */
export class NoAccess extends Error {
  override name = 'NoAccess';
  /** What it answered. */
  readonly status: number;

  constructor(status: number) {
    super('no access token was given');
    this.status = status;
  }
}

/** Gets access tokens for a service account (RFC 7523) and keeps each for as long as it is good. */
export class ServiceAccount {
  readonly #file: AccountFile;
  readonly #clock: Clock;
  #known: { token: string; until: number } | undefined;
  #asked: Promise<string> | undefined;

  constructor(file: AccountFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** @throws NoAccess, Error when the endpoint can't be reached */
  access(signal: AbortSignal): Promise<string> {
    if (this.#known !== undefined && this.#known.until > this.#clock.now()) return Promise.resolve(this.#known.token);
    this.#asked ??= this.#ask(signal).finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  /** It was refused: the next one is a new one. */
  forget(token: string): void {
    if (this.#known?.token === token) this.#known = undefined;
  }

  async #ask(signal: AbortSignal): Promise<string> {
    const asked = this.#clock.now();
    const body = new URLSearchParams({ grant_type: GRANT, assertion: this.#assertion(asked) });
    const answer = await fetch(this.#file.tokenUrl, { method: 'POST', body, signal, redirect: 'error' });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw new NoAccess(answer.status);
    }
    const { access_token: token, expires_in: seconds } = (await answer.json()) as Record<string, unknown>;
    if (typeof token !== 'string' || typeof seconds !== 'number') throw new NoAccess(answer.status);
    this.#known = { token, until: asked + seconds * 1000 - RENEW_BEFORE_MS };
    return token;
  }

  #assertion(now: number): string {
    const { email, key, keyId, tokenUrl } = this.#file;
    const iat = Math.floor(now / 1000);
    const head = { alg: 'RS256' as const, ...(keyId === undefined ? {} : { kid: keyId }) };
    return signedToken(head, { iss: email, scope: SCOPE, aud: tokenUrl, iat, exp: iat + GOOD_S }, key);
  }
}
