import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { randomText } from '#kernel/ids.ts';
import type { Invitation, RegisterRequest, Session } from '#protocol/accounts.ts';
import { askJson, Refused } from './http.ts';
import { type Options, UsageError } from './options.ts';
import type { Account } from './wires.ts';

/** Passwords are hashed with care by the server: only so many wait for it at once. */
const AT_ONCE = 8;
const LONGEST_WAIT_MS = 120_000;

interface Stored {
  login: string;
  password: string;
  id?: string;
  refreshToken?: string;
}

/** The people of servers that are there, and what to do with their tokens at the end. */
export interface Accounts {
  readonly accounts: readonly Account[];
  keep(tokens: ReadonlyMap<number, string>): Promise<void>;
}

/** From the file as far as it goes; who is missing is registered. Everybody's id is known then. */
export async function accountsAt(options: Options, say: (line: string) => void): Promise<Accounts> {
  const { users, accounts: file, servers, admin } = options;
  const origin = servers[0] ?? '';
  const stored = file !== undefined && existsSync(file) ? storedIn(file) : [];
  const missing = Math.max(0, users - stored.length);
  const save = () => {
    if (file !== undefined) writeFileSync(file, `${JSON.stringify(stored, null, 1)}\n`, { mode: 0o600 });
  };
  try {
    const token = admin === undefined || missing === 0 ? undefined : await adminToken(origin, admin);
    if (missing > 0) say(`registering ${missing} people; each password is hashed by the server, which takes a while`);
    await each(missing, async () => void stored.push(await register(origin, token)));
    const strangers = stored.slice(0, users).filter(({ id }) => id === undefined);
    await each(strangers.length, async (n) => void (await signIn(origin, strangers[n])));
  } finally {
    save();
  }
  return {
    accounts: stored.slice(0, users).map((one) => ({ ...one, id: one.id ?? '' })),
    keep: async (tokens) => {
      for (const [n, one] of stored.entries()) {
        const refreshToken = tokens.get(n);
        if (refreshToken !== undefined) one.refreshToken = refreshToken;
      }
      save();
    },
  };
}

function storedIn(file: string): Stored[] {
  const read = readFileSync(file, 'utf8');
  try {
    const list = JSON.parse(read) as unknown;
    if (Array.isArray(list) && list.every(isStored)) return list;
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is not a JSON list of { "login", "password" }`);
}

function isStored(one: unknown): one is Stored {
  const { login, password } = (one ?? {}) as Partial<Stored>;
  return typeof login === 'string' && typeof password === 'string';
}

async function adminToken(origin: string, admin: string): Promise<string> {
  const at = admin.indexOf(':');
  const body = { login: admin.slice(0, at), password: admin.slice(at + 1), deviceName: 'load', keep: 'body' };
  const { accessToken } = await patiently(() => askJson<Session>({ origin, path: '/api/v1/auth/login', body }));
  return accessToken;
}

/** `token`: of who invites. */
async function register(origin: string, token: string | undefined): Promise<Stored> {
  const invited = async () => {
    if (token === undefined) return {};
    const made = await askJson<Invitation>({ origin, path: '/api/v1/invitations', body: {}, token });
    return { invite: made.token };
  };
  const [login, password] = [`load${randomText(14)}`, randomText(20)];
  const about = { nickname: login.slice(0, 8), deviceName: 'load', keep: 'body' } as const;
  const invite = await patiently(invited);
  const body: RegisterRequest = { login, password, passwordAgain: password, ...about, ...invite };
  const { me, refreshToken } = await patiently(() => askJson<Session>({ origin, path: '/api/v1/auth/register', body }));
  return { login, password, id: me.id, ...(refreshToken === undefined ? {} : { refreshToken }) };
}

async function signIn(origin: string, who: Stored | undefined): Promise<void> {
  if (who === undefined) return;
  const { login, password } = who;
  const body = { login, password, deviceName: 'load', keep: 'body' };
  const { me, refreshToken } = await patiently(() => askJson<Session>({ origin, path: '/api/v1/auth/login', body }));
  who.id = me.id;
  if (refreshToken !== undefined) who.refreshToken = refreshToken;
}

/** Comes again when the server says so. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let waitedMs = 0; ; ) {
    try {
      return await ask();
    } catch (error) {
      const waitMs = error instanceof Refused ? error.retryAfterMs : undefined;
      if (waitMs === undefined || waitedMs + waitMs > LONGEST_WAIT_MS) throw error;
      await pause(waitMs);
      waitedMs += waitMs;
    }
  }
}

async function each(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
