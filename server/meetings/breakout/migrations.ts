import type { Kysely } from 'kysely';
import type { BreakoutTables } from './tables.ts';

export async function breakoutRooms(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meeting_breakouts' satisfies keyof BreakoutTables)
    .addColumn('meeting', 'varchar(12)', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('breakout_rooms' satisfies keyof BreakoutTables)
    .addColumn('room', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull())
    .addColumn('closed_at', 'bigint')
    .execute();
  await db.schema.createIndex('breakout_rooms_by_close').on('breakout_rooms').column('closed_at').execute();
  await db.schema.createIndex('breakout_rooms_by_meeting').on('breakout_rooms').column('meeting').execute();
}
