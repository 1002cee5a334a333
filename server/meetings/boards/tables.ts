import type { Kysely } from 'kysely';
import type { BoardKind } from '#protocol/boards.ts';

/** What whiteboards and notes keep in the database. Bytes are base64. */
export interface BoardTables {
  boards: {
    id: string;
    meeting: string;
    /** The meeting's room: a meeting of the same number after it was ended has another. */
    room: string;
    kind: BoardKind;
    /** How many there were before for the room. */
    turn: number;
    opened_at: number;
    changed_at: number;
    /** The last update. */
    seq: number;
    /** Everything up to `snapshot_seq`, as one update. */
    snapshot_seq: number;
    snapshot: string;
  };
  board_updates: { board: string; seq: number; bytes: string };
}

export async function boards(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('boards')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('room', 'varchar(32)', (column) => column.notNull())
    .addColumn('kind', 'varchar(12)', (column) => column.notNull())
    .addColumn('turn', 'integer', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('snapshot_seq', 'bigint', (column) => column.notNull())
    .addColumn('snapshot', 'text', (column) => column.notNull())
    .addUniqueConstraint('boards_by_turn', ['room', 'kind', 'turn'])
    .execute();
  await db.schema.createIndex('boards_by_meeting').on('boards').column('meeting').execute();
  await db.schema
    .createTable('board_updates')
    .addColumn('board', 'varchar(32)', (column) => column.notNull().references('boards.id'))
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('board_updates_key', ['board', 'seq'])
    .execute();
}
