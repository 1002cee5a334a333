import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { Database } from '../adapters/sql/database.ts';
import { openWorld, type World } from './conversations-world.ts';
import type { ConversationTables } from './tables.ts';

/** Gives an empty database with the module's migrations; closing it removes what it left. */
export type OpenDatabase = () => Promise<Database<ConversationTables>>;

/** Declares the test of one rule of docs/spec/conversations.md, in a world of its own. */
export type Rule = (title: string, run: (world: World) => Promise<void>) => void;

export function rulesOver(name: string, open: OpenDatabase): Rule {
  return (title, run) => {
    test(`${name} ${title}`, async () => {
      const world = await openWorld({ database: await open() });
      try {
        await run(world);
      } finally {
        await world.close();
      }
    });
  };
}

export async function assertFails(code: FailureCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Failure, `${error}`);
    assert.equal(error.code, code);
    return true;
  });
}

/** Lets what is published arrive: the local bus delivers in microtasks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
