import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import { languageOf } from './language.ts';

/** Turns whatever a route throws into a failure of the one table. Bugs are logged with their stack, and told as such. */
export function answerFailures(app: FastifyInstance, log: Log): void {
  app.setErrorHandler(failureAnswer(log));
}

/** The same for what never gets to a route: URLs that cannot be decoded, parameters that are too long. */
export function failureAnswer(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const failure = failureOf(error, request, log);
    const { retryAfterMs } = failure.detail;
    if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
    return reply.status(failure.status).send(failure.body(languageOf(request.headers['accept-language'])));
  };
}

function failureOf(error: unknown, request: FastifyRequest, log: Log): Failure {
  if (error instanceof Failure) return error;
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode === 413) return new Failure('request.too-large');
  if (statusCode === 429) return new Failure('rate.limited');
  if (statusCode >= 400 && statusCode < 500) return new Failure('request.invalid');
  log.error({ err: error, route: request.routeOptions.url ?? 'unknown', method: request.method }, 'route failed');
  return new Failure('server.bug');
}
