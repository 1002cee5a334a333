import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Grants } from '../core/grants.ts';

/** What publishing by HTTP needs of the rooms. */
export interface WhipEntry {
  publish(
    offer: string,
    grants: Grants,
    key: string,
    userAgent: string,
  ): { ok: true; id: string; answer: string } | { ok: false; status: number; message: string };
  end(id: string, grants: Grants): boolean;
}

const ENDPOINT = '/whip/v1';
const MAX_OFFER_BYTES = 256 * 1024;

export function isWhip(path: string): boolean {
  return path === ENDPOINT || path.startsWith(`${ENDPOINT}/`);
}

/**
 * WHIP (RFC 9725) over the rooms: POST of an offer makes a session, DELETE ends it. Trickling and ICE restarts are not
 * offered (§4.3): PATCH is refused with 405.
 */
export async function serveWhip(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  who: { grants: Grants; key: string },
  whip: WhipEntry,
): Promise<void> {
  const id = path.slice(ENDPOINT.length + 1);
  if (request.method === 'POST' && id === '') return await publish(request, response, who, whip);
  if (request.method === 'DELETE' && id !== '') {
    if (whip.end(id, who.grants)) response.writeHead(200).end();
    else answer(response, 404, 'there is no such session');
    return;
  }
  response.setHeader('Allow', id === '' ? 'POST, OPTIONS' : 'DELETE, OPTIONS');
  answer(response, 405, 'this method is not for this');
}

async function publish(
  request: IncomingMessage,
  response: ServerResponse,
  { grants, key }: { grants: Grants; key: string },
  whip: WhipEntry,
): Promise<void> {
  if (!/^application\/sdp\b/i.test(request.headers['content-type'] ?? '')) {
    answer(response, 415, 'an offer is of type application/sdp');
    return;
  }
  const offer = await readOffer(request);
  if (offer === null) return answer(response, 413, 'the offer is too long');
  const result = whip.publish(offer, grants, key, request.headers['user-agent'] ?? '');
  if (!result.ok) return answer(response, result.status, result.message);
  response.writeHead(201, { 'Content-Type': 'application/sdp', Location: `${ENDPOINT}/${result.id}` });
  response.end(result.answer);
}

async function readOffer(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= MAX_OFFER_BYTES) chunks.push(chunk as Buffer);
  }
  return size > MAX_OFFER_BYTES ? null : Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(message);
}
