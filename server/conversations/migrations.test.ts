import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import { KnownPeople, openWorld, send, worldMigrations } from './conversations-world.ts';
import { conversationMigrations } from './migrations.ts';
import { eventToRow } from './rows.ts';
import type { ConversationTables } from './tables.ts';

const { 'conversations-0001': first } = conversationMigrations;

test('a database from before messages could be changed opens with all its lines', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-migrations-'));
  try {
    const file = join(folder, 'yiqi.db');
    const people = new KnownPeople();
    const ann = people.add('ann');
    const id = newId('c');
    await fillOld(file, id, ann.user);
    const options = { file, log: silentLog, migrations: worldMigrations };
    const world = await openWorld({ database: await openSqliteDatabase<ConversationTables>(options), people });
    const { seq } = await send(world, ann, id, 'new');
    const react = { clientId: 'client-react', conversation: id, seq: 2, emoji: '👍', on: true };
    await world.as(ann, 'message.react', react);
    const { lines } = await world.as(ann, 'conversation.history', { conversation: id });
    assert.deepEqual(
      lines.map((line) => [line.seq, line.type === 'message' ? line.text : line.type]),
      [
        [1, 'created'],
        [2, 'old'],
        [seq, 'new'],
      ],
    );
    assert.ok(lines[1]?.type === 'message' && lines[1].reactions?.length === 1);
    await world.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A group with one message, as the first version stored it. */
async function fillOld(file: string, id: string, user: string): Promise<void> {
  assert.ok(first);
  const options = { file, log: silentLog, migrations: { 'conversations-0001': first } };
  const database = await openSqliteDatabase<ConversationTables>(options);
  const head = { conversation: id, at: 1, by: user };
  const events: ConversationEvent[] = [
    { ...head, seq: 1, count: 0, type: 'created', kind: 'group', title: 't', members: [user] },
    { ...head, seq: 2, count: 1, type: 'message', clientId: 'client-old', text: 'old' },
  ];
  await database.write(async (db) => {
    const counts = { last_seq: 2, shown_seq: 2, message_count: 1, member_count: 1, stamp: 1 };
    const conversation = { id, kind: 'group' as const, title: 't', direct_key: null, ...counts };
    await db.insertInto('conversations').values(conversation).execute();
    const member = { conversation_id: id, user_id: user, role: 'owner' as const, read_seq: 2, read_count: 1 };
    await db
      .insertInto('conversation_members')
      .values({ ...member, joined_seq: 1 })
      .execute();
    await db.insertInto('conversation_events').values(events.map(eventToRow)).execute();
  });
  await database.close();
}
