import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import { FailureSchema } from '#protocol/common.ts';
import type { CallPasses } from './call-pass.ts';

const Body = Type.Object({ pass: Type.String({ maxLength: 400 }) }, { additionalProperties: false });
type Body = Static<typeof Body>;

const schema = {
  tags: ['push'],
  summary: 'Decline a call that rings on a notification',
  description: 'The pass is in the notification: it is for the one call, and good while that rings.',
  body: Body,
  response: { 204: Type.Null(), '4xx': FailureSchema, '5xx': FailureSchema },
};

/** `/api/v1/push/decline`: what a notification may do while the app is closed. */
export async function pushRoutes(
  app: FastifyInstance,
  passes: CallPasses,
  decline: (user: string, call: string) => Promise<void>,
): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.post<{ Body: Body }>('/api/v1/push/decline', { schema }, async (request, reply) => {
    const { user, call } = passes.read(request.body.pass);
    await decline(user, call);
    return reply.status(204).send();
  });
}
