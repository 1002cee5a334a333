import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminActions } from './ports.ts';
import type { TokenResult } from './token.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const DUMP = /^\/admin\/rooms\/([^/]+)\/dump$/;
const CAPTURE = /^\/admin\/rooms\/([^/]+)\/participants\/([^/]+)\/capture$/;
const STATUS = { not_found: 404, failed_precondition: 409, unavailable: 503 } as const;
const MAX_SECONDS = 600;
const MAX_BYTES = 256 * 1024 * 1024;
const DEFAULTS = { seconds: 60, bytes: 16 * 1024 * 1024 };

/** Prometheus' page: for this machine itself, not through a proxy, or with the token. Never for web pages of elsewhere. */
export async function serveMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  metrics: () => Promise<{ type: string; body: string }>,
): Promise<void> {
  if (!mayReadMetrics(request, token)) return answer(response, 403, { message: 'only this machine, or the token' });
  const { type, body } = await metrics();
  response.writeHead(200, { 'Content-Type': type }).end(body);
}

export function isAdmin(path: string): boolean {
  return path.startsWith('/admin/');
}

/** What the admin of a room (grant `roomAdmin`, for that room) may look into. */
export async function serveAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  token: TokenResult,
  actions: AdminActions,
): Promise<void> {
  const [dump, capture] = [DUMP.exec(url.pathname), CAPTURE.exec(url.pathname)];
  const names = (dump ?? capture)?.slice(1).map(decoded);
  if (!token.ok) return answer(response, 401, { message: token.reason });
  const [room, identity = ''] = names ?? [];
  if (room === undefined || names?.includes(undefined)) return answer(response, 404, { message: 'not found' });
  const { roomAdmin, room: granted } = token.grants;
  if (!roomAdmin || granted !== room || room === '')
    return answer(response, 403, { message: 'the access token has no roomAdmin grant for this room' });
  if (capture) return await serveCapture(request, response, url, { room, identity }, actions);
  if (request.method !== 'GET') return answer(response, 405, { message: 'GET only' });
  const picture = actions.dump(room);
  if (picture) answer(response, 200, picture);
  else answer(response, 404, { message: 'requested room does not exist' });
}

async function serveCapture(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { room, identity }: { room: string; identity: string },
  { capture }: AdminActions,
): Promise<void> {
  const limits = readLimits(url.searchParams);
  if (!limits) return answer(response, 400, { message: `seconds: 1–${MAX_SECONDS}, bytes: 1000–${MAX_BYTES}` });
  const { method } = request;
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE')
    return answer(response, 405, { message: 'GET, POST or DELETE' });
  const outcome =
    method === 'POST'
      ? await capture.start(room, identity, limits)
      : method === 'DELETE'
        ? await capture.stop(room, identity)
        : capture.state(room, identity);
  if (outcome.ok) answer(response, method === 'POST' ? 201 : 200, outcome.value);
  else answer(response, STATUS[outcome.code], { message: outcome.message });
}

function readLimits(query: URLSearchParams): { seconds: number; bytes: number } | null {
  const seconds = Number(query.get('seconds') ?? DEFAULTS.seconds);
  const bytes = Number(query.get('bytes') ?? DEFAULTS.bytes);
  const fits = Number.isInteger(seconds) && Number.isInteger(bytes) && seconds >= 1 && bytes >= 1000;
  return fits && seconds <= MAX_SECONDS && bytes <= MAX_BYTES ? { seconds, bytes } : null;
}

function mayReadMetrics(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== '' && given !== undefined) return sameText(given, token);
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return LOOPBACK.has(request.socket.remoteAddress ?? '') && !forwarded && request.headers.origin === undefined;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
