import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { silentLog } from '#kernel/ports/log.ts';
import { scheduledJobMigrations } from '../../adapters/jobs/migrations.ts';
import { openSqliteDatabase } from '../../adapters/sql/sqlite-database.ts';
import { Chooser } from '../../testing/fuzz.ts';
import { createGroup, freshClientId, KnownPeople, logOf, openWorld, worldMigrations } from '../conversations-world.ts';
import type { ConversationTables } from '../tables.ts';

const KILLS = 4;
const MESSAGES = 400;

/** A server process that sends what is due and prints a line for each message, killed with SIGKILL meanwhile. */
const SERVER = `
  import { ManualClock } from '#kernel/clock.ts';
  import { silentLog } from '#kernel/ports/log.ts';
  import { openSqliteDatabase } from '#server/adapters/sql/sqlite-database.ts';
  import { openWorld, worldMigrations } from '#server/conversations/conversations-world.ts';
    const database = await openSqliteDatabase({ file: process.argv[1], migrations: worldMigrations, log: silentLog });
  const world = await openWorld({ database, clock: new ManualClock(Number(process.argv[2])) });
  world.bus.subscribe('conversation', () => process.stdout.write('sent\\n'));
  await world.sendDue();
  await world.close();
`;

test('[KP42] what is due is sent exactly once, however often the server is killed', async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-scheduling-'));
  const file = join(folder, 'yiqi.db');
  try {
    const people = new KnownPeople();
    const ann = people.add('ann');
    const world = await open(file, people);
    const group = await createGroup(world, ann, []);
    const at = world.clock.now();
    // More than one person may have waiting at a time: the rows are what several would have left.
    for (let n = 0; n < MESSAGES; n += 1) {
      const body = JSON.stringify({ text: `message ${n}` });
      const row = { user_id: ann.user, item: freshClientId(), conversation_id: group, send_at: at, body };
      await world.database.write((db) =>
        db
          .insertInto('scheduled_messages')
          .values({ ...row, failure: null })
          .execute(),
      );
    }
    const { 'jobs-0002-scheduled': jobsForThem } = scheduledJobMigrations;
    await world.database.write(async (db) => jobsForThem?.(db as unknown as Kysely<unknown>));
    await world.close();
    // What a killed one had taken is free when its lease is over: a minute later each time.
    for (let n = 0; n < KILLS; n += 1) await runUntil(file, at + n * 60_000, 20 + choose.below(60));
    await runUntil(file, at + KILLS * 60_000, Number.POSITIVE_INFINITY);
    const after = await open(file, people);
    const log = await logOf(after, ann, group);
    const left = await after.database.read.selectFrom('scheduled_messages').selectAll().execute();
    await after.close();
    const texts = log.flatMap((event) => (event.type === 'message' ? [event.text] : []));
    assert.equal(texts.length, MESSAGES);
    assert.equal(new Set(texts).size, MESSAGES);
    assert.deepEqual(left, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Kills the process after it told of so many messages. */
async function runUntil(file: string, nowMs: number, messages: number): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SERVER, file, `${nowMs}`], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let count = 0;
  for await (const _ of createInterface({ input: child.stdout })) {
    count += 1;
    if (count === messages) child.kill('SIGKILL');
  }
  await ended;
}

async function open(file: string, people: KnownPeople) {
  const options = { file, migrations: worldMigrations, log: silentLog };
  return openWorld({ database: await openSqliteDatabase<ConversationTables>(options), people });
}
