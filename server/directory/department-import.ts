import { Failure } from '#kernel/failure.ts';
import type { ImportAnswer, ImportProblem } from '#protocol/departments.ts';
import { checkDepartment, checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller, Identity } from '../identity/api.ts';
import { type CsvRow, readCsv } from './csv.ts';
import * as store from './department-store.ts';
import { nameKey } from './department-tree.ts';
import type { Departments } from './departments.ts';
import { Placing, shown, type Wanted } from './placing.ts';

/** What the columns may be called. */
const COLUMNS = {
  login: ['login', 'account', '账号', '帐号'],
  department: ['department', '部门'],
  title: ['title', '职务', '职位'],
} as const;
type Column = keyof typeof COLUMNS;

/** A dry run ends like this, so that its transaction leaves nothing behind. */
class Undone extends Error {
  readonly answer: ImportAnswer;

  constructor(answer: ImportAnswer) {
    super('a dry run changes nothing');
    this.answer = answer;
  }
}

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
