import type { Transaction } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { UserId } from '#protocol/common.ts';
import type { DepartmentId } from '#protocol/departments.ts';
import type { FieldFault } from '#protocol/failures.ts';
import { checkDepartment, checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller, Identity } from '../identity/api.ts';
import type { DirectoryTopics } from './api.ts';
import * as store from './department-store.ts';
import { DepartmentTree, nameKey, TOP } from './department-tree.ts';
import type { DepartmentRow, DirectoryTables } from './tables.ts';

export interface DepartmentsOptions {
  database: Database<DirectoryTables>;
  identity: Pick<Identity, 'people' | 'me'>;
  bus: Pick<Bus<DirectoryTopics>, 'publish'>;
}

/** The company as a tree: docs/spec/directory.md, "Departments". */
export class Departments {
  readonly #options: DepartmentsOptions;

  constructor(options: DepartmentsOptions) {
    this.#options = options;
  }

  async tree(): Promise<ResultOf<'department.tree'>> {
    const { read } = this.#options.database;
    const counts = await store.memberCounts(read);
    const rows = await store.allDepartments(read);
    return { departments: rows.map((row) => store.departmentOf(row, counts.get(row.id) ?? 0)) };
  }

  async members({ department, after }: ParamsOf<'department.members'>): Promise<ResultOf<'department.members'>> {
    const { read } = this.#options.database;
    need(new DepartmentTree(await store.allDepartments(read)), department);
    const found = await store.membersPage(read, department, after);
    const members = found.slice(0, LIMITS.departmentPage);
    const people = members.length === 0 ? [] : await this.#options.identity.people(members.map(({ user }) => user));
    const last = members.at(-1);
    return { members, people, ...(found.length > members.length && last ? { next: last.user } : {}) };
  }

  async of(user: UserId): Promise<ResultOf<'department.of'>> {
    const { read } = this.#options.database;
    const places = await store.placesOf(read, user);
    const tree = new DepartmentTree(places.length === 0 ? [] : await store.allDepartments(read));
    const named = new Set(places.flatMap(({ department }) => tree.pathTo(department)));
    return { places, departments: [...named].map((row) => store.departmentOf(row, 0)) };
  }

  async create(caller: Caller, params: ParamsOf<'department.create'>): Promise<ResultOf<'department.create'>> {
    const name = acceptName(params.name);
    return this.change(caller, async (db, tree) => {
      const parent = params.parent ?? TOP;
      if (parent !== TOP) need(tree, parent);
      refuseTaken(tree, parent, name);
      if (tree.size >= LIMITS.departments || tree.depthOf(parent) >= LIMITS.departmentDepth) throw full();
      const row = newDepartment(tree, parent, name);
      await store.insertDepartment(db, row);
      return { department: row.id };
    });
  }

  async rename(caller: Caller, params: ParamsOf<'department.rename'>): Promise<void> {
    const name = acceptName(params.name);
    await this.change(caller, async (db, tree) => {
      const row = need(tree, params.department);
      refuseTaken(tree, row.parent, name, row.id);
      await store.updateDepartment(db, row.id, { name, name_key: nameKey(name) });
    });
  }

  /** [DR22] @throws Failure 'department.loop', 'department.full', 'fields.invalid' when the name is taken there */
  async move(caller: Caller, params: ParamsOf<'department.move'>): Promise<void> {
    await this.change(caller, async (db, tree) => {
      const row = need(tree, params.department);
      const parent = params.parent ?? TOP;
      if (parent !== TOP) need(tree, parent);
      if (tree.isWithin(parent, row.id)) throw new Failure('department.loop');
      refuseTaken(tree, parent, row.name, row.id);
      if (tree.depthOf(parent) + tree.heightOf(row.id) > LIMITS.departmentDepth) throw full();
      const siblings = tree.childrenOf(parent).filter(({ id }) => id !== row.id);
      const at = params.before === undefined ? siblings.length : siblings.findIndex(({ id }) => id === params.before);
      if (at < 0) throw new Failure('department.unknown');
      const ordered = siblings.toSpliced(at, 0, row);
      await store.updateDepartment(db, row.id, { parent });
      for (const [position, { id }] of ordered.entries()) await store.updateDepartment(db, id, { position });
    });
  }

  async delete(caller: Caller, department: DepartmentId): Promise<void> {
    await this.change(caller, async (db, tree) => {
      need(tree, department);
      const used = tree.childrenOf(department).length > 0 || (await store.countMembers(db, department)) > 0;
      if (used) throw new Failure('department.not-empty');
      await store.deleteDepartment(db, department);
    });
  }

  async add(caller: Caller, { department, users }: ParamsOf<'department.add'>): Promise<void> {
    const known = await this.#options.identity.people(users);
    await this.change(caller, async (db, tree) => {
      need(tree, department);
      if (known.length !== users.length) throw new Failure('people.unknown');
      for (const user of users) {
        await store.addMember(db, department, user, '');
        if ((await store.placesOf(db, user)).length > LIMITS.departmentPlaces) throw full();
      }
      if ((await store.countMembers(db, department)) > LIMITS.departmentMembers) throw full();
    });
  }

  async remove(caller: Caller, { department, users }: ParamsOf<'department.remove'>): Promise<void> {
    await this.change(caller, async (db, tree) => {
      need(tree, department);
      await store.removeMembers(db, department, users);
    });
  }

  /** @throws Failure 'people.unknown' for who isn't in the department */
  async place(caller: Caller, { department, user, title, head }: ParamsOf<'department.place'>): Promise<void> {
    const fault = checkLine(title ?? '', LIMITS.departmentTitleChars);
    if (fault) throw new Failure('fields.invalid', { fields: { title: fault } });
    await this.change(caller, async (db, tree) => {
      need(tree, department);
      if ((await store.findMember(db, department, user)) === undefined) throw new Failure('people.unknown');
      const change = {
        ...(title === undefined ? {} : { title: title.normalize('NFC').trim() || null }),
        ...(head === undefined ? {} : { head: head ? 1 : 0 }),
      };
      if (Object.keys(change).length > 0) await store.updateMember(db, department, user, change);
    });
  }

  /** Does `work` in one transaction on the tree as it is, and tells that something has changed. [DR20] */
  async change<Result>(
    caller: Caller,
    work: (db: Transaction<DirectoryTables>, tree: DepartmentTree) => Promise<Result>,
  ): Promise<Result> {
    await this.requireAdmin(caller);
    const { database, bus } = this.#options;
    const result = await database.write(async (db) => work(db, new DepartmentTree(await store.allDepartments(db))));
    bus.publish('directory-changed', {});
    return result;
  }

  /** [DR20] As the account is now, not as the token says. @throws Failure 'access.denied' */
  async requireAdmin(caller: Caller): Promise<void> {
    const { role } = await this.#options.identity.me(caller.user);
    if (role === 'member') throw new Failure('access.denied');
  }
}

/** A department that isn't stored yet, in the tree as the last child of its parent. */
export function newDepartment(tree: DepartmentTree, parent: DepartmentId, name: string): DepartmentRow {
  const position = 1 + Math.max(-1, ...tree.childrenOf(parent).map((row) => row.position));
  const row = { id: newId('n'), parent, name, name_key: nameKey(name), position };
  tree.add(row);
  return row;
}

function need(tree: DepartmentTree, id: DepartmentId): DepartmentRow {
  const row = tree.get(id);
  if (row === undefined) throw new Failure('department.unknown');
  return row;
}

/** The name as it is stored. @throws Failure 'fields.invalid' */
function acceptName(typed: string): string {
  const name = typed.normalize('NFC').trim();
  const fault = checkDepartment(name);
  if (fault) throw nameFault(fault);
  return name;
}

/** [DR21] Siblings have different names. */
function refuseTaken(tree: DepartmentTree, parent: DepartmentId, name: string, but?: DepartmentId): void {
  const same = tree.childNamed(parent, name);
  if (same !== undefined && same.id !== but) throw nameFault({ code: 'taken' });
}

function nameFault(fault: FieldFault): Failure {
  return new Failure('fields.invalid', { fields: { name: fault } });
}

function full(): Failure {
  return new Failure('department.full');
}
