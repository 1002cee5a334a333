import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import type { AccountFile } from '../service-account.ts';
import { checkedToken } from './checked-token.ts';

/** What came for an app: the message of `projects.messages.send`. */
export interface FcmDelivery {
  token: string;
  data: { yiqi: string };
  notification?: { title: string; body: string };
  android: Record<string, unknown>;
}

interface Answer {
  status: number;
  code?: string;
  retryAfter?: string;
}

const EMAIL = 'push@example.iam.gserviceaccount.com';

/** Google's service and its token endpoint on a port of this machine: it checks assertions and access tokens. */
export async function startFakeFcm(clock: Clock) {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const deliveries: FcmDelivery[] = [];
  /** What it answers for a token, once in the order given; then 200. */
  const answers = new Map<string, Answer[]>();
  /** Until when each access token is good. */
  const given = new Map<string, number>();
  /** What the token endpoint answers instead of a token, once each. */
  const refusals: number[] = [];
  let asked = 0;
  let tokenUrl = '';

  const giveToken = (text: string): { status: number; body: object } => {
    const refused = refusals.shift();
    if (refused !== undefined) return { status: refused, body: {} };
    const { head, claims } = checkedToken(new URLSearchParams(text).get('assertion') ?? '', pair.publicKey);
    const { iss, aud, scope, iat, exp } = claims;
    const now = clock.now() / 1000;
    const right = iss === EMAIL && aud === tokenUrl && head['alg'] === 'RS256' && head['kid'] === 'key-1';
    const timely = Number(iat) <= now && Number(exp) > now && Number(exp) - Number(iat) <= 3600;
    if (!right || !timely || !String(scope).endsWith('/firebase.messaging')) return { status: 400, body: {} };
    const token = `access-${given.size}`;
    given.set(token, clock.now() + 3_600_000);
    return { status: 200, body: { access_token: token, expires_in: 3600, token_type: 'Bearer' } };
  };
  const takeMessage = (request: IncomingMessage, text: string): { answer: Answer; body: object } => {
    asked += 1;
    const access = String(request.headers.authorization).replace('Bearer ', '');
    const { message } = JSON.parse(text) as { message: FcmDelivery };
    const good = (given.get(access) ?? 0) > clock.now();
    const answer: Answer = good ? (answers.get(message.token)?.shift() ?? { status: 200 }) : { status: 401 };
    if (answer.status === 200) deliveries.push(message);
    const details = [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: answer.code }];
    return { answer, body: answer.status === 200 ? { name: 'x' } : { error: { code: answer.status, details } } };
  };
  const reply = (response: ServerResponse, status: number, body: object, retryAfter?: string): void => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      if (request.url === '/token') {
        const { status, body } = giveToken(text);
        return reply(response, status, body);
      }
      if (request.url !== '/v1/projects/example/messages:send') return reply(response, 404, {});
      const { answer, body } = takeMessage(request, text);
      return reply(response, answer.status, body, answer.retryAfter);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  tokenUrl = `${origin}/token`;
  const account: AccountFile = { project: 'example', email: EMAIL, key: pair.privateKey, keyId: 'key-1', tokenUrl };
  return {
    deliveries,
    answers,
    given,
    refusals,
    /** How many messages it was sent, whatever it answered. */
    asked: () => asked,
    /** For `Fcm`, with a log. */
    options: { account, clock, origin },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type FakeFcm = Awaited<ReturnType<typeof startFakeFcm>>;
