import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { FailureSchema } from '#protocol/common.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Caller } from '../../identity/api.ts';
import type { PlanReading } from './reading.ts';
import type { AllTables } from './store.ts';

const PATH = '/api/v1/calendar';
const TOKEN_BYTES = 32;

/** [PL52] Addresses at which calendars read somebody's meetings. */
export class CalendarFeeds {
  readonly #database: Database<AllTables>;
  readonly #reading: Pick<PlanReading, 'calendar'>;
  readonly #clock: Clock;

  constructor(database: Database<AllTables>, reading: Pick<PlanReading, 'calendar'>, clock: Clock) {
    this.#database = database;
    this.#reading = reading;
    this.#clock = clock;
  }

  async feed({ user }: Caller, { do: wish }: ParamsOf<'plan.feed'>): Promise<ResultOf<'plan.feed'>> {
    if (wish === 'look') {
      const found = this.#database.read.selectFrom('calendar_feeds').select('made_at').where('account', '=', user);
      return { on: (await found.executeTakeFirst()) !== undefined };
    }
    if (wish === 'revoke') {
      await this.#database.write((db) => db.deleteFrom('calendar_feeds').where('account', '=', user).execute());
      return { on: false };
    }
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const row = { account: user, token_hash: hashOf(token), made_at: this.#clock.now() };
    await this.#database.write((db) => upsert(db, 'calendar_feeds', row, ['account']));
    return { on: true, path: `${PATH}/${token}.ics` };
  }

  /** @throws Failure 'plan.unknown' */
  async read(token: string, origin: string): Promise<string> {
    const found = this.#database.read.selectFrom('calendar_feeds').select('account');
    const row = await found.where('token_hash', '=', hashOf(token)).executeTakeFirst();
    if (row === undefined) throw new Failure('plan.unknown');
    return this.#reading.calendar(row.account, origin);
  }
}

/** What of a token is kept. Enough, because the token itself cannot be guessed. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

const Params = Type.Object({ file: Type.String({ maxLength: 100, description: 'What was made, with .ics' }) });
type Params = Static<typeof Params>;

/** `GET /api/v1/calendar/….ics`. The address is the secret. */
export async function calendarRoutes(app: FastifyInstance, feeds: CalendarFeeds): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.get<{ Params: Params }>(
    `${PATH}/:file`,
    {
      schema: {
        tags: ['meetings'],
        summary: 'Somebody’s planned meetings, for calendars (RFC 5545)',
        security: [{}],
        params: Params,
        produces: ['text/calendar'],
        response: { 200: Type.String(), '4xx': FailureSchema, '5xx': FailureSchema },
      },
    },
    async (request, reply) => {
      const token = /^([\w-]{43})\.ics$/.exec(request.params.file)?.[1] ?? '';
      const text = await feeds.read(token, `${request.protocol}://${request.host}`);
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  );
}
