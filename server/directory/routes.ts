import type { FastifyInstance } from 'fastify';
import { FailureSchema } from '#protocol/common.ts';
import { DepartmentImport, ImportAnswer } from '#protocol/departments.ts';
import { LIMITS } from '#protocol/limits.ts';
import { bearerToken, type Identity } from '../identity/api.ts';
import type { DepartmentImporter } from './department-import.ts';

const failures = { '4xx': FailureSchema, '5xx': FailureSchema };
/** The file in base64, and the JSON around it. */
const BODY_BYTES = Math.ceil(LIMITS.importBytes / 3) * 4 + 1024;

/** `POST /api/v1/departments/import`. */
export async function directoryRoutes(
  app: FastifyInstance,
  importer: DepartmentImporter,
  identity: Pick<Identity, 'authenticate'>,
): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.post<{ Body: DepartmentImport }>(
    '/api/v1/departments/import',
    {
      bodyLimit: BODY_BYTES,
      schema: {
        tags: ['directory'],
        summary: 'Put people into departments as a CSV file says',
        description: 'Columns: login, nickname, department (a path such as A/B/C), title. For owner and admins.',
        security: [{ access: [] }],
        body: DepartmentImport,
        response: { 200: ImportAnswer, ...failures },
      },
    },
    async (request) => {
      const caller = await identity.authenticate(bearerToken(request.headers.authorization));
      const { csv, dryRun } = request.body;
      return importer.run(caller, Buffer.from(csv, 'base64'), dryRun);
    },
  );
}
