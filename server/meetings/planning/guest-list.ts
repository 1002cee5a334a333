import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { DepartmentId } from '#protocol/departments.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Directory } from '../../directory/api.ts';
import type { Caller, Identity } from '../../identity/api.ts';

/** Who is meant by names and departments, when a meeting is planned. */
export class Guests {
  readonly #identity: Identity;
  readonly #directory: Directory;

  constructor(identity: Identity, directory: Directory) {
    this.#identity = identity;
    this.#directory = directory;
  }

  /** Each once. @throws Failure 'people.unknown', 'department.unknown', 'plan.too-many' */
  async of(invited: { people?: UserId[] | undefined; departments?: DepartmentId[] | undefined }): Promise<UserId[]> {
    const { people = [], departments = [] } = invited;
    const known = people.length === 0 ? [] : await this.#identity.people(people);
    if (known.length !== people.length) throw new Failure('people.unknown');
    const found = new Set(people);
    if (departments.length > 0) {
      for (const department of await this.#withThoseBelow(departments)) await this.#add(department, found);
    }
    if (found.size > LIMITS.planPeople + 1) throw new Failure('plan.too-many');
    return [...found];
  }

  async #withThoseBelow(departments: readonly DepartmentId[]): Promise<ReadonlySet<DepartmentId>> {
    const tree = await this.#directory.commands['department.tree'](NOBODY, {});
    const meant = new Set(departments);
    for (const one of departments) {
      if (!tree.departments.some(({ id }) => id === one)) throw new Failure('department.unknown');
    }
    for (let before = -1; before !== meant.size; ) {
      before = meant.size;
      for (const { id, parent } of tree.departments) if (parent !== undefined && meant.has(parent)) meant.add(id);
    }
    return meant;
  }

  async #add(department: DepartmentId, found: Set<UserId>): Promise<void> {
    for (let after: UserId | undefined; found.size <= LIMITS.planPeople + 1; ) {
      const query = after === undefined ? { department } : { department, after };
      const page: ResultOf<'department.members'> = await this.#directory.commands['department.members'](NOBODY, query);
      for (const { user } of page.members) found.add(user);
      if (page.next === undefined) return;
      after = page.next;
    }
  }
}

/** Everybody in the workspace reads its departments. */
const NOBODY: Caller = { user: '', device: '', role: 'member', expiresAt: 0 };
