import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId } from '#kernel/ids.ts';

/**
 * Adds members who are never online to the channel of a server that doesn't run, as rows: 10,000 accounts would only
 * take long to register. They have no accounts, which nothing that is measured looks at.
 */
export function fillChannel(folder: string, conversation: string, members: number): void {
  const db = new DatabaseSync(path.join(folder, 'data', 'yiqi.sqlite'));
  try {
    const row = db.prepare('select member_count, last_seq, message_count from conversations where id = ?');
    const { member_count, last_seq, message_count } = row.get(conversation) as Record<string, number>;
    const insert = db.prepare(
      `insert into conversation_members (conversation_id, user_id, role, read_seq, read_count, joined_seq)
       values (?, ?, 'member', ?, ?, ?)`,
    );
    db.exec('begin');
    for (let n = member_count ?? 0; n < members; n += 1) {
      insert.run(conversation, newId('u'), last_seq ?? 0, message_count ?? 0, last_seq ?? 0);
    }
    db.prepare('update conversations set member_count = ? where id = ?').run(members, conversation);
    db.exec('commit');
  } finally {
    db.close();
  }
}
