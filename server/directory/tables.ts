import type { ContactState } from '#protocol/contacts.ts';
import type { PersonalTables } from '../personal/api.ts';

/** What the directory keeps in the database. Times are ms since the epoch. */
export interface DirectoryTables extends PersonalTables {
  contacts: ContactRow;
  departments: DepartmentRow;
  department_members: DepartmentMemberRow;
}

/** What `owner` and `other` are to each other, as `owner` sees it; there is none where nothing is to be said. */
export interface ContactRow {
  owner: string;
  other: string;
  state: ContactState;
  /** The owner's own name for the other. */
  remark: string | null;
  /** 1: the owner has blocked the other. */
  blocked: number;
  /** What was said with the request. */
  word: string | null;
  /** When the state became what it is. */
  changed_at: number;
}

export interface DepartmentRow {
  id: string;
  /** Empty for those at the top. */
  parent: string;
  name: string;
  /** The name as it is compared: unique among the children of one parent. */
  name_key: string;
  /** Sorts the children of one parent. */
  position: number;
}

export interface DepartmentMemberRow {
  department: string;
  account: string;
  title: string | null;
  /** 1: leads the department. */
  head: number;
}
