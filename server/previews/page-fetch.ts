import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** How pages are reached. */
export interface PageReach {
  /** The addresses of a host name; none when it isn't known. */
  resolve(host: string): Promise<readonly string[]>;
  /** Whether a connection there is allowed. Asked for every address, also after each redirect. */
  permits(address: string, port: number): boolean;
}

export interface Page {
  /** The charset that the answer names, if it does. */
  charset: string | undefined;
  bytes: Buffer;
}

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 512 * 1024;
const MOST_REDIRECTS = 3;

/**
 * Fetches the beginning of an HTML page; undefined when there is none, or when it may not be reached. A host's addresses
 * are looked up once, all of them must be permitted, and the connection goes to one of those: what the name means a
 * moment later doesn't matter.
 */
export async function fetchPage(url: string, reach: PageReach, timeoutMs = TIMEOUT_MS): Promise<Page | undefined> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    let next: URL | undefined = webAddress(url);
    for (let hop = 0; hop <= MOST_REDIRECTS && next !== undefined; hop += 1) {
      const address = await permittedAddress(next, reach, signal);
      if (address === undefined) return undefined;
      const answer = await ask(next, address, signal);
      const { statusCode = 0 } = answer;
      if (statusCode === 200) return await readPage(answer, signal);
      answer.destroy();
      next = [301, 302, 303, 307, 308].includes(statusCode) ? webAddress(answer.headers.location, next) : undefined;
    }
  } catch {
    // Out of reach, cut off, too slow, not HTTP: there is no page.
  }
  return undefined;
}

/** An address that is fetched at all; undefined for everything else. */
export function webAddress(text: string | undefined, base?: URL): URL | undefined {
  if (text === undefined || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && url.hostname !== '' && url.username === '' && url.password === '' ? url : undefined;
}

/** The one address of the URL's host that is to be spoken to; undefined when any of them isn't permitted. */
export async function permittedAddress(url: URL, reach: PageReach, signal: AbortSignal): Promise<string | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const addresses = isIP(host) ? [host] : await orAborted(reach.resolve(host), signal);
  if (addresses.length === 0 || !addresses.every((address) => reach.permits(address, port))) return undefined;
  return addresses.find((address) => isIP(address) === 4) ?? addresses[0];
}

function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function ask(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const family = isIP(address);
  const pinned: LookupFunction = (_host, { all }, callback) =>
    all ? callback(null, [{ address, family }]) : callback(null, address, family);
  const headers = {
    accept: 'text/html,application/xhtml+xml',
    'accept-encoding': 'identity',
    'user-agent': 'YiqiLinkPreview/1.0',
  };
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    request(url, { method: 'GET', agent: false, lookup: pinned, headers, signal, maxHeaderSize: 16 * 1024 }, resolve)
      .on('error', reject)
      .end();
  });
}

/** What comes after the limit is left: what a page says of itself stands at its beginning. */
async function readPage(answer: IncomingMessage, signal: AbortSignal): Promise<Page | undefined> {
  const type = answer.headers['content-type'] ?? '';
  const encoded = (answer.headers['content-encoding'] ?? 'identity') !== 'identity';
  if (encoded || !/^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i.test(type)) {
    answer.destroy();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_BYTES || signal.aborted) break;
  }
  answer.destroy();
  const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1];
  return { charset, bytes: Buffer.concat(chunks).subarray(0, MOST_BYTES) };
}
