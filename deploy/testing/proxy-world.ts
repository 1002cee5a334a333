import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { WebSocketServer } from 'ws';
import { ownCertificate } from '#server/adapters/tls/certificate.ts';
import { ENVIRONMENT } from './programs.ts';

/** What stands for a process of ours behind the proxy: it tells what came to it. */
export interface Behind {
  readonly name: string;
  readonly requests: IncomingMessage[];
  /** Called with every request that is no WebSocket; what it doesn't answer stays open. */
  answer: (request: IncomingMessage, respond: (body: string) => void) => void;
  close(): Promise<void>;
}

export interface World {
  readonly folder: string;
  readonly behind: readonly Behind[];
  /** Sockets of the proxy. */
  readonly http: string;
  readonly https: string;
  close(): Promise<void>;
}

/** How a program is given its configuration: the one of `deploy/`, with sockets of a folder in place of addresses. */
export interface Front {
  program: string;
  args(config: string): string[];
  config(folder: string): string;
}

async function startBehind(folder: string, name: string): Promise<Behind> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    requests.push(request);
    behind.answer(request, (body) => response.end(body));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const upgrades = new WebSocketServer({ server, maxPayload: 1 << 20 });
  upgrades.on('connection', (socket, request) => {
    requests.push(request);
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => socket.send(`${name}: ${data}`));
  });
  const behind: Behind = {
    name,
    requests,
    answer: (_request, respond) => respond(name),
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  server.listen(join(folder, `${name}.sock`));
  await once(server, 'listening');
  return behind;
}

/** Starts a proxy with the configuration of `deploy/` before two processes. Close it in any case. */
export async function startWorld({ program, args, config }: Front): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-proxy-'));
  const behind: Behind[] = [];
  let child: ChildProcess | undefined;
  const close = async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    for (const one of behind) await one.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const name of ['web-1', 'web-2']) behind.push(await startBehind(folder, name));
    const file = await prepare(folder, config(folder));
    let said = '';
    child = spawn(program, args(file), { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += String(data)));
    const sockets = { http: join(folder, 'http.sock'), https: join(folder, 'https.sock') };
    await untilTaken(sockets.https, child, () => said);
    return { folder, behind, ...sockets, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Writes the configuration and a certificate. @returns the configuration's path */
export async function prepare(folder: string, config: string): Promise<string> {
  const { cert, key } = await ownCertificate(join(folder, 'own'), ['127.0.0.1'], Date.now());
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls', 'fullchain.pem'), cert);
  writeFileSync(join(folder, 'tls', 'privkey.pem'), key);
  writeFileSync(join(folder, 'tls', 'haproxy.pem'), `${cert}\n${key}`);
  const file = join(folder, 'proxy.conf');
  writeFileSync(file, config);
  return file;
}

const WITHIN_MS = 30_000;

async function untilTaken(path: string, child: ChildProcess, said: () => string): Promise<void> {
  for (const until = performance.now() + WITHIN_MS; ; await pause(20)) {
    const socket = connect(path);
    const taken = await new Promise((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (taken) return;
    if (child.exitCode !== null || performance.now() > until) throw new Error(`it did not start: ${said()}`);
  }
}

/** A TLS connection over a proxy's socket, for `createConnection`. */
export function overTls(path: string) {
  return () => connectTls({ path, rejectUnauthorized: false, servername: 'chat.example.org' });
}
