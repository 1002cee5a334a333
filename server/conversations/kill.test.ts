import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import type { Caller } from '../identity/api.ts';
import { Chooser } from '../testing/fuzz.ts';
import {
  createGroup,
  freshClientId,
  KnownPeople,
  logOf,
  openWorld,
  type World,
  worldMigrations,
} from './conversations-world.ts';
import type { ConversationTables } from './tables.ts';

const KILLS = 4;
const AT_ONCE = 20;

/**
 * A server process without a network: writes what it is told line by line, `[clientId, text]`, and prints each answer.
 * It is killed with SIGKILL at random moments; the one who writes repeats what was not answered, as clients do.
 */
const SERVER = `
  import { createInterface } from 'node:readline';
  import { silentLog } from '#kernel/ports/log.ts';
  import { openSqliteDatabase } from '#server/adapters/sql/sqlite-database.ts';
  import { KnownPeople, openWorld, worldMigrations } from '#server/conversations/conversations-world.ts';
    const [file, caller, conversation] = process.argv.slice(1);
  const database = await openSqliteDatabase({ file, migrations: worldMigrations, log: silentLog });
  const world = await openWorld({ database, people: new KnownPeople() });
  for await (const line of createInterface({ input: process.stdin })) {
    const [clientId, text] = JSON.parse(line);
    const written = world.as(JSON.parse(caller), 'message.send', { clientId, conversation, text });
    written.then(({ seq }) => process.stdout.write(JSON.stringify([clientId, seq]) + '\\n'));
  }
`;

interface Journal {
  /** In the order of sending, never answered. */
  open: Map<string, string>;
  /** The first answer to each, and how often it came. */
  answered: Map<string, number>;
}

test('[CV5] nothing that was answered is lost or doubled when the server is killed', async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-kill-'));
  const file = join(folder, 'yiqi.db');
  try {
    const { caller, conversation, people } = await prepare(file);
    const journal: Journal = { open: new Map(), answered: new Map() };
    for (let n = 0; n < KILLS; n += 1)
      await writeUntilKilled([file, JSON.stringify(caller), conversation], journal, 20 + choose.below(200));
    await writeUntilKilled([file, JSON.stringify(caller), conversation], journal, Number.POSITIVE_INFINITY);
    const world = await open(file, people);
    const log = await logOf(world, caller, conversation);
    await world.close();
    assertKept(log, journal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function assertKept(log: Awaited<ReturnType<typeof logOf>>, { open: unanswered, answered }: Journal): void {
  const stored = log.flatMap((event) => (event.type === 'message' ? [[event.clientId, event.seq] as const] : []));
  assert.ok(log.every((event, index) => event.seq === index + 1));
  assert.equal(unanswered.size, 0);
  assert.deepEqual(new Map(stored), answered);
  assert.equal(stored.length, answered.size);
}

/** Keeps some messages under way, the unanswered ones of before first; kills after `answers` answers. */
async function writeUntilKilled(args: string[], journal: Journal, answers: number): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SERVER, ...args], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Writing to a process that was just killed fails; what it missed is repeated to the next one.
  child.stdin.on('error', () => {});
  const ended = once(child, 'exit');
  for (const [clientId, text] of journal.open) tell(child, clientId, text);
  if (answers !== Number.POSITIVE_INFINITY) for (let n = 0; n < AT_ONCE; n += 1) tellNew(child, journal);
  if (journal.open.size === 0) child.stdin.end();
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [clientId, seq] = JSON.parse(line);
    assert.equal(journal.answered.get(clientId) ?? seq, seq);
    journal.answered.set(clientId, seq);
    journal.open.delete(clientId);
    count += 1;
    if (count === answers) child.kill('SIGKILL');
    if (count < answers && answers !== Number.POSITIVE_INFINITY) tellNew(child, journal);
    if (journal.open.size === 0) child.stdin.end();
  }
  await ended;
}

function tellNew(child: ChildProcess, journal: Journal): void {
  const clientId = freshClientId();
  const text = `message ${journal.open.size + journal.answered.size}`;
  journal.open.set(clientId, text);
  tell(child, clientId, text);
}

function tell(child: ChildProcess, clientId: string, text: string): void {
  child.stdin?.write(`${JSON.stringify([clientId, text])}\n`);
}

async function prepare(file: string): Promise<{ caller: Caller; conversation: string; people: KnownPeople }> {
  const people = new KnownPeople();
  const caller = people.add('ann');
  const world = await open(file, people);
  const conversation = await createGroup(world, caller, []);
  await world.close();
  return { caller, conversation, people };
}

async function open(file: string, people: KnownPeople): Promise<World> {
  const options = { file, migrations: worldMigrations, log: silentLog };
  return openWorld({ database: await openSqliteDatabase<ConversationTables>(options), people });
}
