import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Failure } from '#kernel/failure.ts';
import {
  Invitation,
  LoginRequest,
  Me,
  PasswordChange,
  RefreshRequest,
  RegisterRequest,
  Session,
  Welcome,
} from '#protocol/accounts.ts';
import { FailureSchema } from '#protocol/common.ts';
import { SignedOutOthers } from '#protocol/devices.ts';
import type { Accounts, SignedIn } from './accounts.ts';
import { bearerToken } from './api.ts';
import {
  deviceCookie,
  forgetRefreshToken,
  keepDeviceToken,
  keepRefreshToken,
  refreshCookie,
  requireSameOrigin,
} from './cookies.ts';
import type { OwnPassword } from './own-password.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import type { SignedTokens } from './signed-tokens.ts';

export interface IdentityRoutesOptions {
  accounts: Accounts;
  ownPassword: OwnPassword;
  sessions: Sessions;
  tokens: SignedTokens;
}

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['accounts'];
const security = [{ access: [] }];

/** `/api/v1/auth/*`, `/api/v1/me` and `/api/v1/invitations`. */
export async function identityRoutes(app: FastifyInstance, options: IdentityRoutesOptions): Promise<void> {
  // Answers hold tokens and what only the asker may know.
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  await app.register(cookie);
  signingIn(app, options);
  keepingSession(app, options);
  signedIn(app, options);
}

function signingIn(app: FastifyInstance, { accounts, tokens }: IdentityRoutesOptions): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, keep: Keep, session: SignedIn) => {
    if (keep === 'cookie') keepDeviceToken(request, reply, session.deviceToken);
    const body = await sessionBody(accounts, tokens, session, request, reply, keep);
    return keep === 'body' ? { ...body, deviceToken: session.deviceToken } : body;
  };

  app.get(
    '/api/v1/auth/welcome',
    { schema: { tags, summary: 'What the sign-in screen must know', response: { 200: Welcome, ...failures } } },
    () => accounts.welcome(),
  );

  app.post<{ Body: RegisterRequest }>(
    '/api/v1/auth/register',
    {
      schema: {
        tags,
        summary: 'Register, and be signed in',
        body: RegisterRequest,
        response: { 201: Session, ...failures },
      },
    },
    async (request, reply) => {
      const { keep } = request.body;
      if (keep === 'cookie') requireSameOrigin(request);
      const session = await accounts.register(request.body, { address: request.ip });
      reply.status(201);
      return answer(request, reply, keep, session);
    },
  );

  app.post<{ Body: LoginRequest }>(
    '/api/v1/auth/login',
    { schema: { tags, summary: 'Sign in', body: LoginRequest, response: { 200: Session, ...failures } } },
    async (request, reply) => {
      const { keep } = request.body;
      if (keep === 'cookie') requireSameOrigin(request);
      const deviceToken = request.body.deviceToken ?? deviceCookie(request);
      const session = await accounts.login(request.body, { address: request.ip, deviceToken });
      return answer(request, reply, keep, session);
    },
  );
}

function keepingSession(app: FastifyInstance, { accounts, sessions, tokens }: IdentityRoutesOptions): void {
  app.post<{ Body: RefreshRequest }>(
    '/api/v1/auth/refresh',
    {
      schema: {
        tags,
        summary: 'Exchange the refresh token for new tokens',
        description: 'Each refresh token is good once. Using an old one again signs the device out.',
        body: RefreshRequest,
        response: { 200: Session, ...failures },
      },
    },
    async (request, reply) => {
      const { token, keep } = presentedToken(request);
      const session = await sessions.refresh(token, request.ip);
      return sessionBody(accounts, tokens, session, request, reply, keep);
    },
  );

  app.post<{ Body: RefreshRequest }>(
    '/api/v1/auth/logout',
    {
      schema: {
        tags,
        summary: 'Sign this device out',
        description: 'By access token, refresh token or cookie; a second time changes nothing.',
        body: RefreshRequest,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      const device = await deviceToSignOut(request, sessions);
      if (device !== undefined) await sessions.revoke(device);
      if (refreshCookie(request) !== undefined) forgetRefreshToken(request, reply);
      return reply.status(204).send();
    },
  );
}

function signedIn(app: FastifyInstance, { accounts, ownPassword, sessions }: IdentityRoutesOptions): void {
  const caller = (request: FastifyRequest) => sessions.authenticate(bearerToken(request.headers.authorization));

  app.get(
    '/api/v1/me',
    { schema: { tags, summary: 'The own account', security, response: { 200: Me, ...failures } } },
    async (request) => accounts.me((await caller(request)).user),
  );

  app.post<{ Body: PasswordChange }>(
    '/api/v1/me/password',
    {
      schema: {
        tags,
        summary: 'Change my password',
        description: 'All my other devices are signed out.',
        security,
        body: PasswordChange,
        response: { 200: SignedOutOthers, ...failures },
      },
    },
    async (request) => ({ signedOut: await ownPassword.change(await caller(request), request.body, request.ip) }),
  );

  app.post(
    '/api/v1/invitations',
    {
      schema: {
        tags,
        summary: 'Invite somebody to register (owner and administrators)',
        security,
        response: { 201: Invitation, ...failures },
      },
    },
    async (request, reply) => {
      const invitation = await accounts.invite(await caller(request));
      reply.status(201);
      return invitation;
    },
  );
}

type Keep = LoginRequest['keep'];

/** @throws Failure 'session.required', 'access.denied' */
function presentedToken(request: FastifyRequest<{ Body: RefreshRequest }>): { token: string; keep: Keep } {
  if (request.body.refreshToken !== undefined) return { token: request.body.refreshToken, keep: 'body' };
  const token = refreshCookie(request);
  if (token === undefined) throw new Failure('session.required');
  requireSameOrigin(request);
  return { token, keep: 'cookie' };
}

/** An access token that has ended or was revoked isn't needed to sign out: the refresh token names the device too. */
async function deviceToSignOut(request: FastifyRequest<{ Body: RefreshRequest }>, sessions: Sessions) {
  if (request.body.refreshToken === undefined && refreshCookie(request) === undefined) {
    return (await sessions.authenticate(bearerToken(request.headers.authorization))).device;
  }
  return sessions.deviceOf(presentedToken(request).token);
}

async function sessionBody(
  accounts: Accounts,
  tokens: SignedTokens,
  session: OpenSession,
  request: FastifyRequest,
  reply: FastifyReply,
  keep: Keep,
): Promise<Session> {
  const { user, role, device, refreshToken } = session;
  const [me, access] = await Promise.all([accounts.me(user), tokens.access({ user, role, device })]);
  if (keep === 'cookie') keepRefreshToken(request, reply, refreshToken);
  const body = { me, device, accessToken: access.token, expiresInMs: access.expiresInMs };
  return keep === 'body' ? { ...body, refreshToken } : body;
}
