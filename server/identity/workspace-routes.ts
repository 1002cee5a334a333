import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import { PasswordLink, PasswordReset, RoleChange, WorkspacePeople } from '#protocol/workspace-people.ts';
import { bearerToken, type Caller } from './api.ts';
import type { WorkspaceAccounts } from './workspace-accounts.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
type Params = Static<typeof Params>;
const Query = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String({ maxLength: 100 })),
});
type Query = Static<typeof Query>;

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
const tags = ['workspace'];
const security = [{ access: [] }];

/** `/api/v1/workspace/people`, for owner and administrators, and the link that they give away. */
export async function workspaceRoutes(
  app: FastifyInstance,
  workspace: WorkspaceAccounts,
  authenticate: (accessToken: string) => Promise<Caller>,
): Promise<void> {
  const caller = (request: FastifyRequest) => authenticate(bearerToken(request.headers.authorization));
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.get<{ Querystring: Query }>(
    '/api/v1/workspace/people',
    {
      schema: {
        tags,
        summary: 'Everybody, with roles (owner and administrators)',
        security,
        querystring: Query,
        response: { 200: WorkspacePeople, ...failures },
      },
    },
    async (request) => workspace.list(await caller(request), request.query.query ?? '', request.query.after),
  );

  app.put<{ Params: Params; Body: RoleChange }>(
    '/api/v1/workspace/people/:id/role',
    {
      schema: {
        tags,
        summary: 'Make somebody an administrator, or a member again (owner)',
        security,
        params: Params,
        body: RoleChange,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      await workspace.setRole(await caller(request), request.params.id, request.body);
      return reply.status(204).send();
    },
  );

  app.post<{ Params: Params }>(
    '/api/v1/workspace/people/:id/password-link',
    {
      schema: {
        tags,
        summary: 'A link for somebody who forgot their password (owner and administrators)',
        description: 'Good once, within a day. Administrators make it for members, the owner for everybody else.',
        security,
        params: Params,
        response: { 201: PasswordLink, ...failures },
      },
    },
    async (request, reply) => {
      const link = await workspace.passwordLink(await caller(request), request.params.id);
      reply.status(201);
      return link;
    },
  );

  app.post<{ Body: PasswordReset }>(
    '/api/v1/auth/new-password',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Take a new password by a link',
        description: 'All devices of the person are signed out.',
        body: PasswordReset,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      await workspace.reset(request.body);
      return reply.status(204).send();
    },
  );
}
