import type { Transaction } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { DepartmentId, DepartmentPlace, ImportAnswer, ImportProblem } from '#protocol/departments.ts';
import { checkDepartment, checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller, Identity } from '../identity/api.ts';
import { type CsvRow, readCsv } from './csv.ts';
import * as store from './department-store.ts';
import { type DepartmentTree, nameKey, TOP } from './department-tree.ts';
import { type Departments, newDepartment } from './departments.ts';
import type { DirectoryTables } from './tables.ts';

/** What the columns may be called. */
const COLUMNS = {
  login: ['login', 'account', '账号', '帐号'],
  department: ['department', '部门'],
  title: ['title', '职务', '职位'],
} as const;
type Column = keyof typeof COLUMNS;

/** A row whose every part is in order. */
interface Wanted {
  line: number;
  login: string;
  path: string[];
  title: string;
}

/** A dry run ends like this, so that its transaction leaves nothing behind. */
class Undone extends Error {
  readonly answer: ImportAnswer;

  constructor(answer: ImportAnswer) {
    super('a dry run changes nothing');
    this.answer = answer;
  }
}

const SHOWN_CHARS = 60;

/** [DR30] Puts people into departments as a file says. */
export class DepartmentImporter {
  readonly #departments: Departments;
  readonly #identity: Pick<Identity, 'byLogin'>;

  constructor(departments: Departments, identity: Pick<Identity, 'byLogin'>) {
    this.#departments = departments;
    this.#identity = identity;
  }

  /** @throws Failure 'access.denied', 'import.encoding', 'import.header', 'import.rows', 'request.too-large' */
  async run(caller: Caller, csv: Uint8Array, dryRun: boolean): Promise<ImportAnswer> {
    await this.#departments.requireAdmin(caller);
    const rows = readRows(csv);
    const { wanted, bad } = sift(rows.body, rows.columns, rows.width);
    const people = await this.#identity.byLogin([...new Set(wanted.map(({ login }) => login))]);
    try {
      return await this.#departments.change(caller, async (db, tree) => {
        const places = await store.placesOfAll(db, [...people.values()]);
        const placing = new Placing({ db, tree, people, places, counts: new Map(await store.memberCounts(db)) });
        for (const row of wanted) await placing.place(row);
        const problems = [...bad, ...placing.bad].sort((a, b) => a.line - b.line);
        const { placed, unchanged, created } = placing;
        const answer = { rows: rows.body.length, placed, unchanged, created, problems };
        if (dryRun) throw new Undone(answer);
        return answer;
      });
    } catch (error) {
      if (error instanceof Undone) return error.answer;
      throw error;
    }
  }
}

interface Rows {
  columns: ReadonlyMap<Column, number>;
  /** How many fields each row has. */
  width: number;
  body: CsvRow[];
}

function readRows(csv: Uint8Array): Rows {
  if (csv.length > LIMITS.importBytes) throw new Failure('request.too-large');
  const [head, ...body] = readCsv(decoded(csv), LIMITS.importRows + 2);
  const columns = new Map<Column, number>();
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const names: readonly string[] = COLUMNS[column];
    const at = head?.fields.findIndex((name) => names.includes(name.trim().toLowerCase())) ?? -1;
    if (at >= 0) columns.set(column, at);
  }
  if (head === undefined || !columns.has('login') || !columns.has('department')) throw new Failure('import.header');
  if (body.length > LIMITS.importRows) throw new Failure('import.rows');
  return { columns, width: head.fields.length, body };
}

function decoded(csv: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(csv);
  } catch {
    throw new Failure('import.encoding');
  }
}

/** The rows that are in order by themselves, and what is wrong with the others. */
function sift(
  body: readonly CsvRow[],
  columns: Rows['columns'],
  width: number,
): { wanted: Wanted[]; bad: ImportProblem[] } {
  const wanted: Wanted[] = [];
  const bad: ImportProblem[] = [];
  const seen = new Set<string>();
  for (const row of body) {
    const text = (column: Column) => (row.fields[columns.get(column) ?? -1] ?? '').normalize('NFC').trim();
    const one: Wanted = {
      line: row.line,
      login: text('login'),
      path: pathOf(text('department')),
      title: text('title'),
    };
    const key = JSON.stringify([one.login.toLowerCase(), ...one.path.map(nameKey)]);
    const fault =
      row.broken || row.fields.length !== width ? shapeFault(row) : (faultOf(one) ?? repeated(seen, key, one));
    if (fault === undefined) {
      wanted.push(one);
      seen.add(key);
    } else bad.push(fault);
  }
  return { wanted, bad };
}

function pathOf(text: string): string[] {
  return text === '' ? [] : text.split('/').map((name) => name.trim());
}

function shapeFault({ line, broken }: CsvRow): ImportProblem {
  return { line, code: broken ? 'quotes' : 'columns' };
}

function repeated(seen: ReadonlySet<string>, key: string, { line, login }: Wanted): ImportProblem | undefined {
  return seen.has(key) ? { line, code: 'row.twice', value: shown(login) } : undefined;
}

function faultOf({ line, login, path, title }: Wanted): ImportProblem | undefined {
  if (login === '') return { line, code: 'login.missing' };
  if (path.length === 0) return { line, code: 'department.missing' };
  const value = shown(path.join('/'));
  if (path.some((name) => checkDepartment(name) !== undefined)) return { line, code: 'department.name', value };
  if (path.length > LIMITS.departmentDepth) return { line, code: 'department.deep', value };
  if (checkLine(title, LIMITS.departmentTitleChars)) return { line, code: 'title.shape', value: shown(title) };
  return undefined;
}

function shown(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}

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
class Placing {
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
