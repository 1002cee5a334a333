import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '#kernel/failure.ts';
import { REFRESH_TOKEN_MS } from './device-store.ts';
import { KNOWN_DEVICE_MS } from './signed-tokens.ts';

/** Only these routes ever get them, and only from pages of this site. */
const PATH = '/api/v1/auth';
const REFRESH = 'yiqi_refresh';
const DEVICE = 'yiqi_device';

export function refreshCookie(request: FastifyRequest): string | undefined {
  return request.cookies[REFRESH];
}

export function deviceCookie(request: FastifyRequest): string | undefined {
  return request.cookies[DEVICE];
}

export function keepRefreshToken(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(REFRESH, token, { ...attributes(request), maxAge: REFRESH_TOKEN_MS / 1000 });
}

export function keepDeviceToken(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(DEVICE, token, { ...attributes(request), maxAge: KNOWN_DEVICE_MS / 1000 });
}

export function forgetRefreshToken(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(REFRESH, attributes(request));
}

function attributes(request: FastifyRequest) {
  return { httpOnly: true, sameSite: 'strict', path: PATH, secure: request.protocol === 'https' } as const;
}

/**
 * Refuses what another site made a browser send. Browsers tell the origin with every POST; that bodies are JSON, which
 * forms cannot send, is the second lock, and SameSite=Strict the third.
 *
 * @throws Failure 'access.denied'
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin === undefined || !URL.canParse(origin) || new URL(origin).host !== request.host) {
    throw new Failure('access.denied');
  }
}
