import { type Kysely, sql } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';
import { boards } from './boards/tables.ts';
import { breakoutRooms } from './breakout/migrations.ts';
import { keptNumbers } from './planning/kept.ts';

export const meetingMigrations: Migrations = {
  'meetings-0001': meetingsAndPasses,
  'meetings-0002': removedAndLocked,
  'meetings-0003': roomsSeatsAndVisits,
  'meetings-0004': keptNumbers,
  '0650-breakout': breakoutRooms,
  '0700-boards': boards,
};

async function meetingsAndPasses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meeting')
    .addColumn('number', 'varchar(12)', (column) => column.primaryKey())
    .addColumn('room', 'varchar(32)', (column) => column.notNull().unique())
    .addColumn('title', 'varchar(120)', (column) => column.notNull())
    .addColumn('host', 'varchar(22)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute();
  await db.schema.createIndex('meeting_by_host').on('meeting').columns(['host', 'created_at']).execute();
  await db.schema.createIndex('meeting_by_end').on('meeting').column('ended_at').execute();
  await db.schema
    .createTable('meeting_pass')
    .addColumn('account', 'varchar(22)', (column) => column.notNull())
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('device', 'varchar(22)', (column) => column.notNull())
    .addColumn('minted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_pass_key', ['account', 'meeting'])
    .execute();
  await db.schema.createIndex('meeting_pass_by_meeting').on('meeting_pass').columns(['meeting', 'minted_at']).execute();
  await db.schema.createIndex('meeting_pass_by_device').on('meeting_pass').column('device').execute();
}

async function removedAndLocked(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('meeting').addColumn('locked_at', 'bigint').execute();
  await db.schema
    .createTable('meeting_removed')
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('removed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_removed_key', ['meeting', 'identity'])
    .execute();
  await db.schema.createIndex('meeting_removed_by_time').on('meeting_removed').column('removed_at').execute();
}

async function roomsSeatsAndVisits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meeting_rooms')
    .addColumn('meeting', 'varchar(12)', (column) => column.primaryKey().references('meeting.number'))
    .addColumn('host', 'varchar(64)')
    .addColumn('handed', 'integer', (column) => column.notNull())
    .addColumn('lobby', 'varchar(12)', (column) => column.notNull())
    .addColumn('passcode', 'varchar(16)', (column) => column.notNull())
    .addColumn('may', 'varchar(200)', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('changes', 'bigint', (column) => column.notNull())
    .addColumn('watch_until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('meeting_rooms_by_watch').on('meeting_rooms').column('watch_until').execute();
  await seats(db);
  await db.schema
    .createTable('meeting_visits')
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('in_at', 'bigint', (column) => column.notNull())
    .addColumn('out_at', 'bigint')
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('guest', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_visits_key', ['meeting', 'identity', 'in_at'])
    .execute();
}

async function seats(db: Kysely<unknown>): Promise<void> {
  let table = db.schema
    .createTable('meeting_seats')
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('state', 'varchar(8)', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('until_at', 'bigint')
    .addColumn('missing_at', 'bigint')
    .addColumn('ticket', 'varchar(64)')
    .addColumn('origin', 'varchar(64)');
  for (const mark of ['guest', 'cohost', 'admitted', 'voiced', 'refused', 'barred'] as const) {
    table = table.addColumn(mark, 'integer', (column) => column.notNull().defaultTo(0));
  }
  await table.addPrimaryKeyConstraint('meeting_seats_key', ['meeting', 'identity']).execute();
  await db.schema.createIndex('meeting_seats_by_state').on('meeting_seats').column('state').execute();
  // Who was kept out is kept out. The former table is not used any more.
  await sql`insert into meeting_seats (meeting, identity, name, guest, state, since)
    select meeting, identity, name, case when identity like 'g!_%' escape '!' then 1 else 0 end, 'removed', removed_at
    from meeting_removed`.execute(db);
}
