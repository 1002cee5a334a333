import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { IMPORT_FAULTS } from '#protocol/import-faults.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../identity/api.ts';
import { DepartmentImporter } from './department-import.ts';
import { Departments } from './departments.ts';
import { assertFails, DirectoryWorld } from './directory-world.ts';

async function company(context: TestContext) {
  const world = await DirectoryWorld.open(context);
  const importer = new DepartmentImporter(new Departments(world), world.identity);
  const admin = world.person('admin', 'admin');
  const run = (csv: string | Uint8Array, dryRun = false, caller: Caller = admin) =>
    importer.run(caller, Buffer.from(csv as string), dryRun);
  const paths = async () => {
    const { departments } = await world.as(admin, 'department.tree', {});
    const path = (id: string | undefined): string => {
      const one = departments.find((each) => each.id === id);
      return one === undefined ? '' : `${path(one.parent)}/${one.name}`;
    };
    return departments.map(({ id, members }) => `${path(id)} ${members}`).sort();
  };
  return { world, admin, run, paths };
}

test('[DR30] people are put into departments, which are made where they are missing', async (context) => {
  const { world, run, paths } = await company(context);
  const ann = world.person('ann');
  world.person('bob');
  const file =
    '\ufefflogin,nickname,department,title\r\nAnn,Ann,公司/研发,工程师\r\nbob,Bob,公司/销售,\r\nann,Ann,Club,\r\n';
  const dry = await run(file, true);
  assert.deepEqual(dry, {
    rows: 3,
    placed: 3,
    unchanged: 0,
    created: ['公司', '公司/研发', '公司/销售', 'Club'],
    problems: [],
  });
  assert.deepEqual(await paths(), [], 'a dry run changes nothing');
  assert.equal(world.news, 0);
  assert.deepEqual(await run(file), dry);
  assert.deepEqual(await paths(), ['/Club 1', '/公司 0', '/公司/研发 1', '/公司/销售 1']);
  const { places } = await world.as(ann, 'department.of', { user: ann.user });
  assert.deepEqual(places.map(({ title }) => title).sort(), ['工程师', undefined]);
  const again = await run(file.replace('工程师', '主管'));
  assert.deepEqual([again.placed, again.unchanged, again.created], [1, 2, []]);
});

test('[DR32] every bad row is told with its line and reason, and the good ones are taken', async (context) => {
  const { world, run, paths } = await company(context);
  world.person('ann');
  const file = [
    'title,login,department',
    ',nobody,A',
    ',,A',
    ',ann,',
    ',ann,A//B',
    `,ann,${'x/'.repeat(LIMITS.departmentDepth)}x`,
    `${'t'.repeat(LIMITS.departmentTitleChars + 1)},ann,A`,
    'x,ann',
    '"x,ann,A',
    ',ann,A',
    ',ANN,a',
  ].join('\n');
  const { problems, placed } = await run(file);
  assert.deepEqual(
    problems.map(({ line, code }) => `${line} ${code}`),
    [
      '2 login.unknown',
      '3 login.missing',
      '4 department.missing',
      '5 department.name',
      '6 department.deep',
      '7 title.shape',
      '8 columns',
      '9 quotes',
      '11 row.twice',
    ],
  );
  assert.ok(problems.every(({ code }) => code in IMPORT_FAULTS));
  assert.equal(placed, 1);
  assert.deepEqual(await paths(), ['/A 1']);
});

test('[DR33] what is no such file is refused with a word that helps', async (context) => {
  const { world, run } = await company(context);
  // "login,部门" as GBK has it.
  const gbk = Buffer.concat([Buffer.from('login,department\nann,'), Buffer.from([0xb2, 0xbf, 0xc3, 0xc5])]);
  await assertFails('import.encoding', run(gbk));
  await assertFails('import.header', run(''));
  await assertFails('import.header', run('ann,A\nbob,B'));
  await assertFails('import.rows', run(`login,department\n${'a,b\n'.repeat(LIMITS.importRows + 1)}`));
  await assertFails('request.too-large', run('x'.repeat(LIMITS.importBytes + 1)));
  await assertFails('access.denied', run('login,department\nann,A', true, world.person('ann')));
  assert.equal(world.news, 0);
});

test('[DR30] five thousand rows are taken at once', async (context) => {
  const { world, run } = await company(context);
  const rows = Array.from({ length: LIMITS.importRows }, (_, n) => {
    world.person(`u${n}`);
    return `u${n},公司/部门${n % 40}/组${n % 200},成员`;
  });
  const answer = await run(`login,department,title\n${rows.join('\n')}`);
  assert.deepEqual([answer.rows, answer.placed, answer.problems.length], [5000, 5000, 0]);
});
