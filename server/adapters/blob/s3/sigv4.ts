import { createHash, createHmac } from 'node:crypto';

/** AWS Signature Version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */

export interface Credentials {
  accessKey: string;
  secretKey: string;
  region: string;
}

export interface Unsigned {
  method: string;
  /** With its query, without credentials. */
  url: URL;
  /** All are signed, and `host`. */
  headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, in hex. */
  bodyHash: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 's3';
export const EMPTY_HASH = sha256('');

/** The headers with those that sign them. `now`: ms since the epoch. */
export function signed(request: Unsigned, credentials: Credentials, now: number): Record<string, string> {
  const date = amzDate(now);
  const headers = { ...request.headers, 'x-amz-date': date, 'x-amz-content-sha256': request.bodyHash };
  const all = { ...headers, host: request.url.host };
  const names = Object.keys(all).sort().join(';');
  const signature = signatureOf(canonical({ ...request, headers: all }, names), credentials, date);
  const credential = `${credentials.accessKey}/${scopeOf(date, credentials)}`;
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credential},SignedHeaders=${names},Signature=${signature}`,
  };
}

/** An address by which whoever has it may fetch for so many seconds. */
export function presigned(url: URL, credentials: Credentials, now: number, seconds: number): string {
  const date = amzDate(now);
  const link = new URL(url);
  const said = {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKey}/${scopeOf(date, credentials)}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': 'host',
  };
  for (const [name, value] of Object.entries(said)) link.searchParams.set(name, value);
  const request = { method: 'GET', url: link, headers: { host: link.host }, bodyHash: 'UNSIGNED-PAYLOAD' };
  const signature = signatureOf(canonical(request, 'host'), credentials, date);
  return `${link.origin}${link.pathname}?${queryOf(link)}&X-Amz-Signature=${signature}`;
}

function canonical({ method, url, headers, bodyHash }: Unsigned, names: string): string {
  const lines = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}\n`);
  return [method, url.pathname, queryOf(url), lines.join(''), names, bodyHash].join('\n');
}

/** The query as it is signed, and sent. */
export function queryOf(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => [encoded(name), encoded(value)] as const);
  return pairs
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** RFC 3986: everything but the unreserved characters. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signatureOf(canonicalRequest: string, credentials: Credentials, date: string): string {
  const toSign = [ALGORITHM, date, scopeOf(date, credentials), sha256(canonicalRequest)].join('\n');
  const steps = [date.slice(0, 8), credentials.region, SERVICE, 'aws4_request', toSign];
  const start: Buffer = Buffer.from(`AWS4${credentials.secretKey}`);
  return steps.reduce((key: Buffer, step) => createHmac('sha256', key).update(step).digest(), start).toString('hex');
}

function scopeOf(date: string, { region }: Credentials): string {
  return `${date.slice(0, 8)}/${region}/${SERVICE}/aws4_request`;
}

/** 20260131T235959Z */
function amzDate(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
