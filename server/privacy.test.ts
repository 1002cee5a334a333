import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dispose, Room } from '@livekit/rtc-node';
import { WebSocket } from 'ws';
import { PROTOCOL_LEVEL } from '#protocol/realtime.ts';

after(() => dispose());

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const PASSWORD = 'Tr0ub4dor & 3, privately';
const WRONG_PASSWORD = 'a wrong guess, privately';
const PHONE = '13912345678';
const EMAIL = 'very.private@example.org';
const DEVICE = 'Laptop of nobody else';
const SIGNATURE = '这是我的签名 signature';
const NICKNAME = '不记录的名字';
const TEXT = '这句话不该出现在日志里';
const TITLE = '秘密周会';
const GUEST = '不记录的客人';
const ADDRESS = '127.0.0.1';

/** The program itself, with all its logs. */
class Program {
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'yiqi-privacy-'));
  readonly #origin: Promise<string>;
  readonly #closed: Promise<unknown>;
  #printed = '';
  logs = '';

  constructor() {
    const args = [
      '--port',
      '0',
      '--media-port',
      '0',
      '--media-workers',
      '1',
      '--data',
      join(this.#folder, 'data'),
      '--log-level',
      'debug',
    ];
    this.#child = spawn(process.execPath, [MAIN, ...args], { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    this.#child.stderr?.on('data', (chunk) => {
      this.logs += chunk;
    });
    this.#origin = new Promise((resolve, reject) => {
      this.#child.stdout?.on('data', (chunk) => {
        this.#printed += chunk;
        const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(this.#printed)?.[0];
        if (origin !== undefined) resolve(origin);
      });
      this.#child.on('exit', () => reject(new Error(`ended: ${this.logs}`)));
    });
  }

  get origin(): Promise<string> {
    return this.#origin;
  }

  get ownerInvite(): string {
    return /invite=([\w-]+)/.exec(this.#printed)?.[1] ?? '';
  }

  async ask(method: string, path: string, body?: unknown, token?: string) {
    const answer = await fetch(`${await this.#origin}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return text.startsWith('{') ? JSON.parse(text) : {};
  }

  /** Everything has been written once the process is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#closed;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One command after the other over a WebSocket, then frames that are none. */
async function talk(origin: string, commands: { do: string; with: object }[]): Promise<unknown[]> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`);
  await once(socket, 'open');
  const answers: unknown[] = [];
  for (const [id, command] of commands.entries()) {
    const answered = new Promise((resolve) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data));
        if (frame.re === id) resolve(frame);
      });
    });
    socket.send(JSON.stringify({ id, ...command }));
    answers.push(await answered);
  }
  const closed = once(socket, 'close');
  for (let n = 0; n < 5; n++) socket.send(`{"do": "message.send", "with": "${TEXT}`);
  await closed;
  return answers;
}

interface Signed {
  me: { id: string };
  accessToken: string;
  refreshToken: string;
  deviceToken: string;
}

async function accounts(program: Program): Promise<[Signed, Signed, string[]]> {
  const common = { password: PASSWORD, passwordAgain: PASSWORD, deviceName: DEVICE, keep: 'body' };
  const register = (login: string, invite?: string): Promise<Signed> =>
    program.ask('POST', '/api/v1/auth/register', {
      ...common,
      login,
      nickname: NICKNAME,
      ...(invite ? { invite } : {}),
    });
  const owner = await register(PHONE, program.ownerInvite);
  const member = await register(EMAIL);
  await program.ask('POST', '/api/v1/auth/register', { ...common, login: EMAIL, nickname: NICKNAME });
  for (const login of [PHONE, EMAIL]) {
    const body = { login, password: WRONG_PASSWORD, deviceName: DEVICE, keep: 'body' };
    for (let n = 0; n < 7; n++) await program.ask('POST', '/api/v1/auth/login', body);
  }
  const known = { login: PHONE, password: PASSWORD, deviceName: DEVICE, keep: 'body', deviceToken: owner.deviceToken };
  await program.ask('POST', '/api/v1/auth/login', known);
  await program.ask('POST', '/api/v1/auth/login', `{"login": "${PHONE}", "password": "${PASSWORD}`);
  await program.ask('GET', `/api/v1/me?access_token=${owner.accessToken}`);
  await program.ask('GET', `/%zz/${PHONE}`, undefined, owner.accessToken);
  const { token } = await program.ask('POST', '/api/v1/invitations', undefined, owner.accessToken);
  return [owner, member, [token, program.ownerInvite]];
}

async function meet(program: Program, { accessToken }: Signed): Promise<string[]> {
  const { number } = await program.ask('POST', '/api/v1/meetings', { title: TITLE }, accessToken);
  const member = await program.ask('POST', `/api/v1/meetings/${number}/join`, {}, accessToken);
  const guest = await program.ask('POST', `/api/v1/meetings/${number}/join`, { name: GUEST });
  const room = new Room();
  await room.connect((await program.origin).replace('http', 'ws'), guest.token, {
    autoSubscribe: true,
    dynacast: false,
  });
  await program.ask('GET', `/api/v1/meetings/${number}`);
  await program.ask('POST', `/api/v1/meetings/${number}/end`, undefined, accessToken);
  await room.disconnect();
  await program.ask('GET', `/rtc/validate?access_token=${member.token}`);
  return [number, member.token, guest.token];
}

async function chat(program: Program, one: Signed, other: Signed): Promise<void> {
  const origin = await program.origin;
  const hello = (token: string) => ({ do: 'hello', with: { token, level: PROTOCOL_LEVEL } });
  const [, , opened] = (await talk(origin, [
    hello(one.accessToken),
    { do: 'people.search', with: { query: EMAIL } },
    { do: 'conversation.direct', with: { user: other.me.id } },
  ])) as [unknown, unknown, { ok: { summary: { id: string } } }];
  const message = { clientId: 'client-id-1', conversation: opened.ok.summary.id, text: TEXT };
  const [, sent] = await talk(origin, [hello(one.accessToken), { do: 'message.send', with: message }]);
  assert.ok(sent && typeof sent === 'object' && 'ok' in sent, 'the message was sent');
  await talk(origin, [hello(`${one.accessToken}x`)]);
}

test('no token, address, phone number, e-mail, name, password or text gets into the logs of a whole session', async () => {
  const program = new Program();
  try {
    await program.origin;
    const [owner, member, invites] = await accounts(program);
    await chat(program, owner, member);
    const passes = await meet(program, owner);
    await program.ask('PATCH', '/api/v1/me', { signature: SIGNATURE, job: 'a\nb' }, owner.accessToken);
    await program.ask('PATCH', '/api/v1/me', { signature: SIGNATURE, status: { text: SIGNATURE } }, owner.accessToken);
    await program.ask('GET', '/api/v1/devices', undefined, owner.accessToken);
    await program.ask('POST', '/api/v1/devices/sign-out-others', undefined, owner.accessToken);
    const again = await program.ask('POST', '/api/v1/auth/refresh', { refreshToken: owner.refreshToken });
    // A token that comes again once its successor was used ends the device.
    const newest = await program.ask('POST', '/api/v1/auth/refresh', { refreshToken: again.refreshToken });
    await program.ask('POST', '/api/v1/auth/refresh', { refreshToken: owner.refreshToken });
    await program.ask('POST', '/api/v1/auth/logout', { refreshToken: member.refreshToken });
    await program.stop();
    const texts = [PASSWORD, WRONG_PASSWORD, PHONE, EMAIL, NICKNAME, TEXT, TITLE, GUEST, ADDRESS, DEVICE, SIGNATURE];
    const tokens = [owner, member, again, newest].flatMap((one) => [one.accessToken, one.refreshToken]);
    const secrets = [...texts, ...tokens, owner.deviceToken, member.deviceToken, ...invites, ...passes];
    for (const secret of secrets) {
      assert.ok(secret && secret.length >= 4, 'every secret was really used');
      const line = program.logs
        .split('\n')
        .find((text) => text.includes(secret) || text.includes(JSON.stringify(secret)));
      assert.equal(line, undefined, `${secret} is in the logs`);
    }
    for (const told of [
      'account registered',
      'signed in',
      'meeting ended',
      'device revoked',
      'other devices signed out',
    ]) {
      assert.ok(program.logs.includes(told), `the logs were captured: ${told}`);
    }
  } finally {
    await program.stop();
  }
});
