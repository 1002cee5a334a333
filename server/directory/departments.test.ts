import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, DirectoryWorld } from './directory-world.ts';

async function company(context: TestContext) {
  const world = await DirectoryWorld.open(context);
  const admin = world.person('admin', 'admin');
  const make = async (name: string, parent?: string) => {
    const under = parent === undefined ? {} : { parent };
    return (await world.as(admin, 'department.create', { name, ...under })).department;
  };
  return { world, admin, make };
}

/** The tree as lines, those below indented. */
async function drawn(world: DirectoryWorld, caller: Caller): Promise<string[]> {
  const { departments } = await world.as(caller, 'department.tree', {});
  const below = (parent: string | undefined, depth: number): string[] =>
    departments
      .filter((one) => one.parent === parent)
      .flatMap(({ id, name, members }) => [
        `${' '.repeat(depth)}${name}${members > 0 ? ` ${members}` : ''}`,
        ...below(id, depth + 1),
      ]);
  return below(undefined, 0);
}

test('[DR20] only owner and admins change departments, as their account is now', async (context) => {
  const { world, admin, make } = await company(context);
  const department = await make('R&D');
  const [ann, owner] = [world.person('ann'), world.person('owner', 'owner')];
  const users = [ann.user];
  const refused = async (caller: Caller) => {
    await assertFails('access.denied', world.as(caller, 'department.create', { name: 'x' }));
    await assertFails('access.denied', world.as(caller, 'department.rename', { department, name: 'x' }));
    await assertFails('access.denied', world.as(caller, 'department.move', { department }));
    await assertFails('access.denied', world.as(caller, 'department.delete', { department }));
    await assertFails('access.denied', world.as(caller, 'department.add', { department, users }));
    await assertFails('access.denied', world.as(caller, 'department.remove', { department, users }));
    await assertFails(
      'access.denied',
      world.as(caller, 'department.place', { department, user: ann.user, head: true }),
    );
  };
  await refused(ann);
  await refused({ ...ann, role: 'owner' });
  await world.as(owner, 'department.rename', { department, name: 'Research' });
  world.appoint(admin, 'member');
  await refused(admin);
  assert.deepEqual(await drawn(world, ann), ['Research']);
});

test('[DR21] siblings have different names, in whatever case and width; what a name may be', async (context) => {
  const { world, admin, make } = await company(context);
  const top = await make('Sales');
  await make('East', top);
  for (const name of ['', '  ', 'a/b', 'x'.repeat(LIMITS.departmentChars + 1), 'a\u202eb']) {
    await assertFails('fields.invalid', world.as(admin, 'department.create', { name }));
    await assertFails('fields.invalid', world.as(admin, 'department.rename', { department: top, name }));
  }
  const taken = await assertFails('fields.invalid', world.as(admin, 'department.create', { name: 'ｓales' }));
  assert.equal(taken.detail.fields?.['name']?.code, 'taken');
  await world.as(admin, 'department.create', { name: 'Sales', parent: top });
  await world.as(admin, 'department.rename', { department: top, name: 'SALES' });
  assert.deepEqual(await drawn(world, admin), ['SALES', ' East', ' Sales']);
});

test('[DR22] departments move and keep their order; never below themselves, nor too deep', async (context) => {
  const { world, admin, make } = await company(context);
  const [a, b, c] = [await make('a'), await make('b'), await make('c')];
  const aa = await make('aa', a);
  await world.as(admin, 'department.move', { department: c, before: a });
  assert.deepEqual(await drawn(world, admin), ['c', 'a', ' aa', 'b']);
  await world.as(admin, 'department.move', { department: b, parent: a, before: aa });
  assert.deepEqual(await drawn(world, admin), ['c', 'a', ' b', ' aa']);
  await assertFails('department.loop', world.as(admin, 'department.move', { department: a, parent: aa }));
  await assertFails('department.loop', world.as(admin, 'department.move', { department: a, parent: a }));
  await assertFails('department.unknown', world.as(admin, 'department.move', { department: a, parent: newId('n') }));
  await assertFails('department.unknown', world.as(admin, 'department.move', { department: a, before: aa }));
  let deep = aa;
  for (let depth = 3; depth <= LIMITS.departmentDepth; depth += 1) deep = await make(`${depth}`, deep);
  await assertFails('department.full', world.as(admin, 'department.create', { name: 'x', parent: deep }));
  await assertFails('department.full', world.as(admin, 'department.move', { department: a, parent: c }));
});

test('[DR23] only an empty department is deleted', async (context) => {
  const { world, admin, make } = await company(context);
  const top = await make('top');
  const below = await make('below', top);
  const ann = world.person('ann');
  await world.as(admin, 'department.add', { department: below, users: [ann.user] });
  await assertFails('department.not-empty', world.as(admin, 'department.delete', { department: top }));
  await assertFails('department.not-empty', world.as(admin, 'department.delete', { department: below }));
  await world.as(admin, 'department.remove', { department: below, users: [ann.user] });
  await world.as(admin, 'department.delete', { department: below });
  await world.as(admin, 'department.delete', { department: top });
  await assertFails('department.unknown', world.as(admin, 'department.delete', { department: top }));
  assert.deepEqual(await drawn(world, ann), []);
});

test('[DR24] somebody may be in several departments, with a title in each; heads come first', async (context) => {
  const { world, admin, make } = await company(context);
  const [a, b] = [await make('a'), await make('b')];
  const people = Array.from({ length: 60 }, (_, n) => world.person(`p${n}`));
  const users = people.map(({ user }) => user);
  const [ann, head] = [people[3] as Caller, people[40] as Caller];
  await world.as(admin, 'department.add', { department: a, users });
  await world.as(admin, 'department.add', { department: a, users });
  await world.as(admin, 'department.add', { department: b, users: [ann.user] });
  await world.as(admin, 'department.place', { department: a, user: head.user, head: true, title: '总监' });
  await world.as(admin, 'department.place', { department: b, user: ann.user, title: 'Adviser' });
  const first = await world.as(ann, 'department.members', { department: a });
  assert.deepEqual(first.members[0], { user: head.user, title: '总监', head: true });
  assert.equal(first.people.length, LIMITS.departmentPage);
  const rest = await world.as(ann, 'department.members', { department: a, after: first.next ?? '' });
  assert.equal(rest.next, undefined);
  assert.deepEqual([...first.members, ...rest.members].map(({ user }) => user).sort(), users.toSorted());
  const { places, departments } = await world.as(head, 'department.of', { user: ann.user });
  assert.deepEqual(
    new Set(places.map(({ department, title }) => `${department} ${title}`)),
    new Set([`${a} undefined`, `${b} Adviser`]),
  );
  assert.deepEqual(departments.map(({ name }) => name).sort(), ['a', 'b']);
  await assertFails('people.unknown', world.as(admin, 'department.add', { department: a, users: [newId('u')] }));
  await assertFails(
    'people.unknown',
    world.as(admin, 'department.place', { department: b, user: head.user, head: true }),
  );
  await assertFails('department.unknown', world.as(ann, 'department.members', { department: newId('n') }));
});

test('[DR24] nobody is in too many departments', async (context) => {
  const { world, admin, make } = await company(context);
  const users = [world.person('ann').user];
  for (let n = 0; n < LIMITS.departmentPlaces; n += 1) {
    await world.as(admin, 'department.add', { department: await make(`d${n}`), users });
  }
  const department = await make('one more');
  await assertFails('department.full', world.as(admin, 'department.add', { department, users }));
});

test('[DR25] every change is told once, what is refused is not', async (context) => {
  const { world, admin, make } = await company(context);
  const department = await make('a');
  await world.as(admin, 'department.rename', { department, name: 'b' });
  await world.as(admin, 'department.rename', { department: newId('n'), name: 'b' }).catch(() => {});
  await world.as(world.person('ann'), 'department.rename', { department, name: 'c' }).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(world.news, 2);
});
