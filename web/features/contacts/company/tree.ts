import type { Department, DepartmentId } from '#protocol/departments.ts';

/** The departments as they hang together. */
export interface CompanyTree {
  all: readonly Department[];
  get(id: DepartmentId): Department | undefined;
  /** In their order; of the top without an id. */
  childrenOf(id: DepartmentId | undefined): readonly Department[];
  /** From the top down, the department itself last. */
  pathTo(id: DepartmentId): readonly Department[];
  /** People in it and in all below; who is in several is counted in each. */
  peopleIn(id: DepartmentId): number;
}

export function treeOf(all: readonly Department[]): CompanyTree {
  const byId = new Map(all.map((one) => [one.id, one]));
  const children = Map.groupBy(all, (one) => one.parent);
  const childrenOf = (id: DepartmentId | undefined) => children.get(id) ?? [];
  const peopleIn = (id: DepartmentId): number =>
    childrenOf(id).reduce((sum, child) => sum + peopleIn(child.id), byId.get(id)?.members ?? 0);
  const pathTo = (id: DepartmentId): Department[] => {
    const one = byId.get(id);
    if (one === undefined) return [];
    return one.parent === undefined ? [one] : [...pathTo(one.parent), one];
  };
  return { all, get: (id) => byId.get(id), childrenOf, pathTo, peopleIn };
}
