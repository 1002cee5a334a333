import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Dialect, DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely';
import { MIGRATIONS } from './main-database.ts';

/** What the steps ask of MySQL, each with the statements in their order. */
async function statementsOfSteps(): Promise<Map<string, string[]>> {
  const steps = new Map<string, string[]>();
  let now: string[] = [];
  const dialect: Dialect = {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (one) => new MysqlIntrospector(one),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  };
  const db = new Kysely<unknown>({ dialect, log: ({ query }) => void now.push(query.sql.toLowerCase()) });
  for (const [name, step] of Object.entries(MIGRATIONS)) {
    now = [];
    steps.set(name, now);
    await step(db);
  }
  return steps;
}

/** What TiDB, Vitess or a proxy in front of MySQL lacks or does in another way. */
const UNFIT: Readonly<Record<string, RegExp>> = {
  'a program in the database': /\b(trigger|procedure|function|event|view)\b/,
  'a lock by name or of tables': /\b(get_lock|lock tables)\b/,
  'a number that the database gives': /\bauto_increment\b/,
  'an index of words or places': /\b(fulltext|spatial)\b/,
  'a table for a while': /\btemporary\b/,
  'a value that the database works out': /\b(generated always|default \(|on update)\b/,
  'a change to what is there': /\b(drop|rename|modify|change) (table|column|index|key)\b/,
};

/** Steps from before foreign keys were left out. */
const WITH_FOREIGN_KEYS = [
  'identity-0001',
  'identity-0005-password-links',
  'meetings-0001',
  'meetings-0002',
  'meetings-0003',
  '0700-boards',
];

test('the steps of the schema ask for nothing but tables, columns and indexes', async () => {
  const steps = await statementsOfSteps();
  const refused = [...steps].flatMap(([name, statements]) =>
    statements.flatMap((statement) =>
      Object.entries(UNFIT).flatMap(([what, pattern]) => (pattern.test(statement) ? [`${name}: ${what}`] : [])),
    ),
  );
  assert.deepEqual(refused, []);
});

test('no new step has foreign keys, which do not go across the parts of a divided database', async () => {
  const steps = await statementsOfSteps();
  const having = [...steps].filter(([, all]) => all.some((one) => /\b(references|foreign key)\b/.test(one)));
  assert.deepEqual(
    having.map(([name]) => name).filter((name) => !WITH_FOREIGN_KEYS.includes(name)),
    [],
  );
});

test('every table has a primary key: copies of a database, and parts of a divided one, need it', async () => {
  const steps = await statementsOfSteps();
  const tables = [...steps.values()].flat().filter((one) => one.startsWith('create table'));
  assert.ok(tables.length > 50);
  assert.deepEqual(
    tables.filter((one) => !one.includes('primary key')),
    [],
  );
});
