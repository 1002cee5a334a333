import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyMessage, JsonValue, Message, MessageType } from '@bufbuild/protobuf';

/** Codes of the Twirp specification that we use, with their HTTP status. */
const STATUS = {
  bad_route: 404,
  malformed: 400,
  invalid_argument: 400,
  not_found: 404,
  unauthenticated: 401,
  permission_denied: 403,
  failed_precondition: 412,
  resource_exhausted: 429,
  deadline_exceeded: 408,
  aborted: 409,
  unavailable: 503,
  unimplemented: 501,
  internal: 500,
} as const;

export type TwirpCode = keyof typeof STATUS;

/** Thrown by handlers, told to the caller as it stands. */
export class TwirpError extends Error {
  readonly code: TwirpCode;

  constructor(code: TwirpCode, message: string) {
    super(message);
    this.code = code;
  }
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_DRAINED_BYTES = 4 * MAX_BODY_BYTES;

/** Reads a request in the format of its `Content-Type`. Throws {@link TwirpError}. */
export async function readTwirp<T extends Message<T>>(request: IncomingMessage, type: MessageType<T>): Promise<T> {
  return parseTwirp(request, await readTwirpBody(request), type);
}

/** Reads a body in the format that the headers name. Throws {@link TwirpError}. */
export function parseTwirp<T extends Message<T>>(
  request: Pick<IncomingMessage, 'headers'>,
  body: Buffer,
  type: MessageType<T>,
): T {
  try {
    return isJson(request)
      ? type.fromJsonString(body.toString() || '{}', { ignoreUnknownFields: true })
      : type.fromBinary(body);
  } catch {
    throw new TwirpError('malformed', 'the request cannot be read');
  }
}

/** Answers in the format of the request. */
export function writeTwirp(request: IncomingMessage, response: ServerResponse, message: AnyMessage | Message): void {
  const json = isJson(request);
  response.writeHead(200, { 'Content-Type': json ? 'application/json' : 'application/protobuf' });
  // LiveKit's own server writes proto names (`empty_timeout`), and its SDKs read either.
  response.end(json ? message.toJsonString({ useProtoFieldName: true, emitDefaultValues: true }) : message.toBinary());
}

export function writeTwirpError(response: ServerResponse, code: TwirpCode, message: string): void {
  const body: JsonValue = { code, msg: message };
  response.writeHead(STATUS[code], { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function isJson(request: Pick<IncomingMessage, 'headers'>): boolean {
  return /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

/** What is a little too large is read to its end, so that the caller gets to see the answer. Throws {@link TwirpError}. */
export async function readTwirpBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
    else if (size > MAX_DRAINED_BYTES) break;
  }
  if (size > MAX_BODY_BYTES) throw new TwirpError('resource_exhausted', 'the request is too large');
  return Buffer.concat(chunks);
}
