import Type, { type Static } from 'typebox';
import { IMPORT_FAULTS, type ImportFault } from './import-faults.ts';
import { LIMITS } from './limits.ts';

/** Departments of the company, and who is in them. Rules: docs/spec/directory.md. */

export const DepartmentId = Type.String({ pattern: '^n_[0-9a-z]{20}$', description: 'A department' });
export type DepartmentId = Static<typeof DepartmentId>;

export const Department = Type.Object({
  id: DepartmentId,
  /** Absent for those at the top. */
  parent: Type.Optional(DepartmentId),
  name: Type.String(),
  /** People in it, without those of the departments below. */
  members: Type.Integer({ minimum: 0 }),
});
export type Department = Static<typeof Department>;

/** A person's place in one department. */
const place = { title: Type.Optional(Type.String()), head: Type.Optional(Type.Literal(true)) };
export const DepartmentMember = Type.Object({ user: Type.String(), ...place });
export type DepartmentMember = Static<typeof DepartmentMember>;
export const DepartmentPlace = Type.Object({ department: DepartmentId, ...place });
export type DepartmentPlace = Static<typeof DepartmentPlace>;

const csvChars = Math.ceil(LIMITS.importBytes / 3) * 4;

/** A CSV file of people and their departments (RFC 4180, UTF-8), for `POST /api/v1/departments/import`. */
export const DepartmentImport = Type.Object(
  {
    csv: Type.String({ maxLength: csvChars, description: `The file in Base64, to ${LIMITS.importBytes} bytes` }),
    /** Nothing is changed; the answer tells what would be. */
    dryRun: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type DepartmentImport = Static<typeof DepartmentImport>;

const faults = Object.keys(IMPORT_FAULTS) as ImportFault[];

/** A row that is not taken over. */
export const ImportProblem = Type.Object({
  /** Of the file, from 1; a row over several lines by its first. */
  line: Type.Integer({ minimum: 1 }),
  code: Type.Unsafe<ImportFault>(Type.Union(faults.map((code) => Type.Literal(code)))),
  /** What the row says in the column in question, shortened. */
  value: Type.Optional(Type.String()),
});
export type ImportProblem = Static<typeof ImportProblem>;

export const ImportAnswer = Type.Object({
  /** Rows without the first one. */
  rows: Type.Integer({ minimum: 0 }),
  /** Rows that put somebody into a department, or changed their title there. */
  placed: Type.Integer({ minimum: 0 }),
  /** Rows that say what is so already. */
  unchanged: Type.Integer({ minimum: 0 }),
  /** The departments that are new, as paths. */
  created: Type.Array(Type.String()),
  problems: Type.Array(ImportProblem),
});
export type ImportAnswer = Static<typeof ImportAnswer>;
