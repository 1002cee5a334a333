import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId, randomText } from '#kernel/ids.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { postJson } from '../yiqi/http.ts';
import { Person } from '../yiqi/person.ts';
import { startYiqi, type YiqiServer } from '../yiqi/server.ts';

export const PASSWORD = 'a long walk along the wall 7';

/** A server on which somebody has conversations with a past. */
export interface PastServer {
  readonly server: YiqiServer;
  readonly origin: string;
  readonly login: string;
  readonly conversations: readonly string[];
  /** The other person of each conversation, connected. */
  readonly writers: readonly Person[];
}

export interface Past {
  conversations: number;
  /** In each. */
  messages: number;
}

const LENGTHS = [12, 30, 8, 64, 20, 140, 45, 6, 300, 25];
const WORDS =
  '今天我们把新的会议纪要整理好了 请大家看一下 the plan for next week is in the folder 谢谢 ok 好的 '.repeat(8);
/** A new day every so many messages. */
const A_DAY = 400;

/**
 * Makes a past: people and conversations by the front door, then the messages straight into the database while nobody runs
 * it, in the shape of the one that was sent.
 */
export async function startPast(cores: Cores | undefined, past: Past): Promise<PastServer> {
  const folder = newFolder();
  const first = await startYiqi(cores, folder);
  const login = `p${randomText(14)}`;
  const form = { login, nickname: 'Past', password: PASSWORD, passwordAgain: PASSWORD };
  const reader = { ...form, deviceName: 'bench', keep: 'body' };
  const me = (await postJson({ port: first.port, path: '/api/v1/auth/register', body: reader, from: '127.0.9.1' })) as {
    me: { id: string };
  };
  const writers: Person[] = [];
  const conversations: string[] = [];
  for (let n = 0; n < past.conversations; n += 1) {
    const writer = await Person.register(first.port, `127.0.${10 + Math.floor(n / 50)}.1`);
    await writer.connect();
    writers.push(writer);
    const made = await writer.call('conversation.direct', { user: me.me.id });
    const sample = { clientId: randomText(20), conversation: made.summary.id, text: 'sample' };
    await writer.call('message.send', sample);
    conversations.push(made.summary.id);
  }
  for (const writer of writers) writer.close();
  await first.end();
  fill(path.join(folder, 'data'), conversations, me.me.id, past.messages);
  const server = await startYiqi(cores, folder);
  for (const writer of writers) {
    writer.moveTo(server.port);
    await writer.connect();
  }
  return { server, origin: `http://127.0.0.1:${server.port}`, login, conversations, writers };
}

type Row = Record<string, string | number | null>;

function fill(data: string, conversations: readonly string[], reader: string, messages: number): void {
  const db = new DatabaseSync(path.join(data, 'yiqi.sqlite'));
  db.exec('pragma synchronous = off');
  for (const id of conversations) fillOne(db, id, reader, messages);
  db.close();
}

function fillOne(db: DatabaseSync, id: string, reader: string, messages: number): void {
  const sample = (table: string) =>
    db.prepare(`select * from ${table} where conversation_id = ? order by seq desc limit 1`).get(id) as Row;
  const [event, line] = [sample('conversation_events'), sample('conversation_lines')];
  const [seq, count] = [Number(event['seq']), Number(event['message_count'])];
  const begun = Date.now() - messages * (86_400_000 / A_DAY);
  const put = (table: string, row: Row) => {
    const names = Object.keys(row);
    return db.prepare(`insert into ${table} (${names.join()}) values (${names.map((name) => `:${name}`).join()})`);
  };
  const [putEvent, putLine] = [put('conversation_events', event), put('conversation_lines', line)];
  db.exec('begin');
  for (let n = 1; n <= messages; n += 1) {
    const made_at = Math.round(begun + n * (86_400_000 / A_DAY));
    const made_by = n % 7 < 3 ? reader : (event['made_by'] ?? '');
    const body = JSON.stringify({ clientId: newId('k'), text: textOf(n) });
    putEvent.run({ ...event, seq: seq + n, message_count: count + n, made_at, made_by, body });
    putLine.run({ ...line, seq: seq + n });
  }
  const [last, all] = [seq + messages, count + messages];
  db.prepare('update conversations set last_seq = ?, message_count = ?, shown_seq = ? where id = ?').run(
    last,
    all,
    last,
    id,
  );
  db.prepare('update conversation_members set read_seq = ?, read_count = ? where conversation_id = ?').run(
    last,
    all,
    id,
  );
  db.exec('commit');
}

/** Texts of one to several lines, each with its number. */
function textOf(n: number): string {
  const length = LENGTHS[n % LENGTHS.length] ?? 0;
  return `${n} ${WORDS.slice(n % 40, (n % 40) + length)}`;
}
