import type { Kysely } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';
import type { JobTables } from './tables.ts';

export const jobMigrations: Migrations = {
  'jobs-0001': async (db) => {
    await db.schema
      .createTable('jobs')
      .addColumn('kind', 'varchar(40)', (column) => column.notNull())
      .addColumn('job_key', 'varchar(120)', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('ready_at', 'bigint')
      .addColumn('lease', 'varchar(32)')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('reason', 'varchar(200)')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('died_at', 'bigint')
      .addPrimaryKeyConstraint('jobs_pk', ['kind', 'job_key'])
      .execute();
    await db.schema.createIndex('jobs_by_time').on('jobs').columns(['kind', 'ready_at']).execute();
    await db.schema.createIndex('jobs_by_death').on('jobs').column('died_at').execute();
  },
};

/** Gives messages that wait for their time, in databases from before the queue, their jobs: after those of conversations. */
export const scheduledJobMigrations: Migrations = {
  'jobs-0002-scheduled': async (untyped) => {
    const db = untyped as Kysely<JobTables & { scheduled_messages: Scheduled }>;
    const waiting = db
      .selectFrom('scheduled_messages')
      .select(['user_id', 'item', 'send_at'])
      .where('failure', 'is', null);
    for (const { user_id: user, item, send_at } of await waiting.execute()) {
      const job = { kind: 'message.send', job_key: `${user} ${item}`, payload: JSON.stringify({ user, item }) };
      const state = { ready_at: send_at, lease: null, attempts: 0, reason: null, created_at: send_at, died_at: null };
      await db
        .insertInto('jobs')
        .values({ ...job, ...state })
        .execute();
    }
  },
};

interface Scheduled {
  user_id: string;
  item: string;
  send_at: number;
  failure: string | null;
}
