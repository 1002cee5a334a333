import type { DepartmentId } from '#protocol/departments.ts';
import type { DepartmentRow } from './tables.ts';

/** The parent of those at the top. */
export const TOP = '';

/** A name as it is compared: in whatever case and width. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The departments at one moment, and what follows from how they hang together. */
export class DepartmentTree {
  readonly #rows = new Map<DepartmentId, DepartmentRow>();
  readonly #children = new Map<DepartmentId, DepartmentRow[]>();

  /** `rows`: those of one parent in their order. */
  constructor(rows: readonly DepartmentRow[]) {
    for (const row of rows) this.add(row);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** At the end of its siblings. */
  add(row: DepartmentRow): void {
    this.#rows.set(row.id, row);
    const siblings = this.#children.get(row.parent);
    if (siblings === undefined) this.#children.set(row.parent, [row]);
    else siblings.push(row);
  }

  get(id: DepartmentId): DepartmentRow | undefined {
    return this.#rows.get(id);
  }

  /** Whether it may be a parent. */
  has(id: DepartmentId): boolean {
    return id === TOP || this.#rows.has(id);
  }

  childrenOf(parent: DepartmentId): readonly DepartmentRow[] {
    return this.#children.get(parent) ?? [];
  }

  childNamed(parent: DepartmentId, name: string): DepartmentRow | undefined {
    const key = nameKey(name);
    return this.childrenOf(parent).find((row) => row.name_key === key);
  }

  /** How deep it is: 1 at the top, 0 for the top itself. */
  depthOf(id: DepartmentId): number {
    return this.pathTo(id).length;
  }

  /** How many levels hang from it, itself included. */
  heightOf(id: DepartmentId): number {
    return 1 + Math.max(0, ...this.childrenOf(id).map((row) => this.heightOf(row.id)));
  }

  /** From the top down, `id` last. */
  pathTo(id: DepartmentId): DepartmentRow[] {
    const path: DepartmentRow[] = [];
    for (let row = this.#rows.get(id); row !== undefined; row = this.#rows.get(row.parent)) path.unshift(row);
    return path;
  }

  /** Whether `id` is `root` or hangs from it. */
  isWithin(id: DepartmentId, root: DepartmentId): boolean {
    return this.pathTo(id).some((row) => row.id === root);
  }
}
