import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { ManualClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { openTestDatabase } from '#server/testing/test-database.ts';
import { meetingMigrations } from '../migrations.ts';
import { insertMeeting } from '../store.ts';
import type { MeetingTables } from '../tables.ts';
import { BoardLog, type BoardLogOptions } from './board-log.ts';
import { appendUpdate, compact, findBoard, insertBoard, storedBoard, updatesAfter } from './store.ts';

const MEETING = { number: '123456789', room: 'm_1', title: '', host: 'u_1' as const, created_at: 0 };
const clock = new ManualClock(1000);

/** A database in a file of its own, and a page of notes in it. */
async function prepare(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-boards-'));
  const file = join(folder, 'yiqi.db');
  const open = () => openTestDatabase<MeetingTables>({ file, migrations: meetingMigrations, log: silentLog });
  const database = await open();
  context.after(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await database.write((db) => insertMeeting(db, MEETING as Parameters<typeof insertMeeting>[1]));
  let turn = 0;
  const fresh = async () => {
    const board = { meeting: MEETING.number, room: MEETING.room, kind: 'notes', turn: turn++ } as const;
    return (await database.write((db) => insertBoard(db, board, 1000))).id;
  };
  return { database, fresh };
}

function logOf(database: Database<MeetingTables>, id: string, more: Partial<BoardLogOptions> = {}): BoardLog {
  return new BoardLog(id, 'notes', { database, clock, ...more });
}

/** Somebody's page: types, sends what it has not sent, and takes in what it doesn't have. */
class Page {
  readonly doc = new Y.Doc({ gc: true });
  readonly text: Y.XmlText;
  #unsent: Uint8Array[] = [];
  #seq: number | undefined;

  constructor(client: number) {
    this.doc.clientID = client;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') this.#unsent.push(update);
    });
    this.text = this.doc.get('notes', Y.XmlText) as Y.XmlText;
  }

  type(at: number, text: string): void {
    this.text.insert(Math.min(at, this.text.length), text);
  }

  erase(at: number, length: number): void {
    const from = Math.min(at, this.text.length);
    this.text.delete(from, Math.min(length, this.text.length - from));
  }

  /** `lost`: the server has it, but its answer doesn't arrive. */
  async send(log: BoardLog, lost: boolean): Promise<void> {
    if (this.#unsent.length === 0) return;
    const { taken } = await log.write(Y.mergeUpdates(this.#unsent));
    assert.ok(taken === 'new' || taken === 'known', taken);
    if (!lost) this.#unsent = [];
  }

  async hear(log: BoardLog): Promise<void> {
    const { seq, update } = await log.since(this.#seq);
    if (update !== undefined) Y.applyUpdate(this.doc, update, 'server');
    this.#seq = seq;
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('type' as const),
    who: fc.nat(2),
    at: fc.nat(40),
    text: fc.string({ minLength: 1, maxLength: 6 }),
  }),
  fc.record({ do: fc.constant('erase' as const), who: fc.nat(2), at: fc.nat(40), length: fc.nat(5) }),
  fc.record({ do: fc.constant('send' as const), who: fc.nat(2), at: fc.nat(1), lost: fc.boolean() }),
  fc.record({ do: fc.constant('hear' as const), who: fc.nat(2), at: fc.nat(1) }),
  fc.record({ do: fc.constant('restart' as const), at: fc.nat(1) }),
);

test('[BO11] whatever people write, lose and repeat, in whichever process: all come to the same, also after a restart', async (context) => {
  const { database, fresh } = await prepare(context);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const id = await fresh();
      const processes = [0, 1].map(() => logOf(database, id, { tailUpdates: 4 }));
      const pages = [1, 2, 3].map((client) => new Page(client));
      for (const one of steps) {
        const log = processes[one.at % 2] as BoardLog;
        if (one.do === 'restart') {
          processes[one.at] = logOf(database, id, { tailUpdates: 4 });
          continue;
        }
        const page = pages[one.who] as Page;
        if (one.do === 'type') page.type(one.at, one.text);
        if (one.do === 'erase') page.erase(one.at, one.length);
        if (one.do === 'send') await page.send(log, one.lost);
        if (one.do === 'hear') await page.hear(log);
      }
      const restarted = logOf(database, id);
      for (const page of pages) await page.send(restarted, false);
      for (const page of pages) await page.hear(restarted);
      const stored = new Y.Doc();
      Y.applyUpdate(stored, (await logOf(database, id).since(undefined)).update ?? new Uint8Array([0, 0]));
      const texts = [
        ...pages.map(({ text }) => text.toString()),
        (stored.get('notes', Y.XmlText) as Y.XmlText).toString(),
      ];
      assert.deepEqual(new Set(texts).size, 1, JSON.stringify(texts));
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('[BO11] updates become one with the snapshot, and who follows goes on from where they were', async (context) => {
  const { database, fresh } = await prepare(context);
  const id = await fresh();
  const log = logOf(database, id, { tailUpdates: 5 });
  const writer = new Page(1);
  const reader = new Page(2);
  for (let i = 0; i < 23; i++) {
    writer.type(i, String.fromCharCode(97 + i));
    await writer.send(log, false);
    if (i % 3 === 0) await reader.hear(log);
  }
  await reader.hear(log);
  assert.equal(reader.text.toString(), 'abcdefghijklmnopqrstuvw');
  const row = await findBoard(database.read, id);
  assert.deepEqual([row?.seq, row?.snapshot_seq], [23, 20]);
  assert.equal((await updatesAfter(database.read, id, 0)).length, 3);
});

test('[BO11] two processes that write at the same time lose nothing', async (context) => {
  const { database, fresh } = await prepare(context);
  const id = await fresh();
  const logs = [0, 1, 2].map(() => logOf(database, id, { tailUpdates: 6 }));
  const pages = logs.map((_, index) => new Page(index + 1));
  for (let round = 0; round < 8; round++) {
    for (const [index, page] of pages.entries()) page.type(0, `${index}`);
    await Promise.all(pages.map((page, index) => page.send(logs[index] as BoardLog, false)));
  }
  for (const [index, page] of pages.entries()) {
    logs[index]?.told(24);
    await page.hear(logs[index] as BoardLog);
  }
  assert.equal(new Set(pages.map(({ text }) => text.toString())).size, 1);
  assert.equal(pages[0]?.text.length, 24);
});

test('[PC40] what another process made a snapshot of meanwhile is neither missed nor written over', async (context) => {
  const { database, fresh } = await prepare(context);
  const id = await fresh();
  const [here, there] = [logOf(database, id, { tailUpdates: 5 }), logOf(database, id, { tailUpdates: 5 })];
  const [ann, bob, eve] = [new Page(1), new Page(2), new Page(3)];
  ann.type(0, 'a');
  await ann.send(here, false);
  await bob.hear(there);
  for (const word of ['b', 'c', 'd', 'e']) {
    ann.type(ann.text.length, word);
    await ann.send(here, false);
  }
  assert.deepEqual(await updatesAfter(database.read, id, 0), []);
  bob.type(0, '>');
  await bob.send(there, false);
  await Promise.all([ann.hear(here), bob.hear(there), eve.hear(logOf(database, id))]);
  here.told(6);
  await ann.hear(here);
  assert.deepEqual(
    [ann, bob, eve].map(({ text }) => text.toString()),
    ['>abcde', '>abcde', '>abcde'],
  );
});

test('[PC40] all of a document is read as it was at one moment, though a snapshot is made while it is read', async (context) => {
  const { database, fresh } = await prepare(context);
  const id = await fresh();
  const bytes = (text: string) => new TextEncoder().encode(text);
  const append = (seq: number) =>
    database.write((db) => appendUpdate(db, id, { seq, bytes: bytes(`${seq + 1}`), now: 1000 }));
  for (const seq of [0, 1, 2]) await append(seq);
  const between = [() => database.write((db) => compact(db, id, { seq: 3, bytes: bytes('all three') }))];
  const interrupted = database.read.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await between.pop()?.();
      return result;
    },
  });
  const stored = await storedBoard(interrupted, id);
  assert.deepEqual(
    stored?.all.map((one) => new TextDecoder().decode(one)),
    ['all three'],
  );
  assert.deepEqual([stored?.snapshotSeq, stored?.updates.length], [3, 0]);
});

test('[BO20] what is refused leaves the document as it was, also in memory', async (context) => {
  const { database, fresh } = await prepare(context);
  const log = logOf(database, await fresh());
  const page = new Page(1);
  page.type(0, 'kept');
  await page.send(log, false);
  const deep = new Y.Doc();
  let inner: Y.XmlFragment = deep.getXmlFragment('notes');
  for (let i = 0; i < 80; i++) {
    const next = new Y.XmlElement('x');
    inner.insert(0, [next]);
    inner = next;
  }
  assert.equal((await log.write(Y.encodeStateAsUpdate(deep))).taken, 'malformed');
  assert.equal((await log.write(new Uint8Array([9, 9, 9]))).taken, 'malformed');
  const reader = new Page(2);
  await reader.hear(log);
  assert.equal(reader.text.toString(), 'kept');
});
