import type { Transaction } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { DepartmentId, DepartmentPlace, ImportProblem } from '#protocol/departments.ts';
import { LIMITS } from '#protocol/limits.ts';
import * as store from './department-store.ts';
import { type DepartmentTree, TOP } from './department-tree.ts';
import { newDepartment } from './departments.ts';
import type { DirectoryTables } from './tables.ts';

/** A row whose every part is in order. */
export interface Wanted {
  line: number;
  login: string;
  path: string[];
  title: string;
}

const SHOWN_CHARS = 60;

interface Before {
  db: Transaction<DirectoryTables>;
  tree: DepartmentTree;
  /** By what they sign in with. */
  people: ReadonlyMap<string, UserId>;
  /** Where each of them is. */
  places: Map<UserId, DepartmentPlace[]>;
  /** People in each department. */
  counts: Map<DepartmentId, number>;
}

/** Carries rows out, one after the other, in one transaction. */
export class Placing {
  placed = 0;
  unchanged = 0;
  readonly created: string[] = [];
  readonly bad: ImportProblem[] = [];
  readonly #before: Before;

  constructor(before: Before) {
    this.#before = before;
  }

  async place({ line, login, path, title }: Wanted): Promise<void> {
    const { db, people, places, counts } = this.#before;
    const user = people.get(login);
    if (user === undefined) return void this.bad.push({ line, code: 'login.unknown', value: shown(login) });
    const own = places.get(user) ?? [];
    const known = this.#find(path);
    const place = own.find(({ department }) => department === known);
    if (place !== undefined) return this.#retitle(user, place, title);
    const crowded = (counts.get(known ?? TOP) ?? 0) >= LIMITS.departmentMembers;
    const department = own.length < LIMITS.departmentPlaces && !crowded ? await this.#make(path) : undefined;
    if (department === undefined) return void this.bad.push({ line, code: 'full', value: shown(login) });
    await store.addMember(db, department, user, title);
    places.set(user, [...own, { department, title }]);
    counts.set(department, (counts.get(department) ?? 0) + 1);
    this.placed += 1;
  }

  async #retitle(user: UserId, { department, title: before = '' }: DepartmentPlace, title: string): Promise<void> {
    if (title === '' || title === before) {
      this.unchanged += 1;
      return;
    }
    await store.updateMember(this.#before.db, department, user, { title });
    this.placed += 1;
  }

  #find(path: readonly string[]): string | undefined {
    let at: string | undefined = TOP;
    for (const name of path) at = at === undefined ? undefined : this.#before.tree.childNamed(at, name)?.id;
    return at;
  }

  /** The department at the path, made with all above it where they are missing; undefined when there are too many. */
  async #make(path: readonly string[]): Promise<string | undefined> {
    let parent = TOP;
    for (const [depth, name] of path.entries()) {
      const known = this.#before.tree.childNamed(parent, name);
      if (known === undefined && this.#before.tree.size >= LIMITS.departments) return undefined;
      const row = known ?? newDepartment(this.#before.tree, parent, name);
      if (known === undefined) {
        await store.insertDepartment(this.#before.db, row);
        this.created.push(path.slice(0, depth + 1).join('/'));
      }
      parent = row.id;
    }
    return parent;
  }
}

/** Enough of a text to find it again. */
export function shown(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
