import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that people, contacts, departments and their import have. */
export const DIRECTORY_FAILURES = {
  'people.unknown': { status: 404, retry: 'never', zh: '找不到这个人。', en: 'This person cannot be found.' },
  'contact.unknown': {
    status: 404,
    retry: 'never',
    zh: '没有找到这个请求，它可能已被撤回。',
    en: 'There is no such request. It may have been taken back.',
  },
  'contacts.full': {
    status: 409,
    retry: 'never',
    zh: '联系人或待处理的请求已达上限。',
    en: 'There are too many contacts or open requests.',
  },
  'department.unknown': { status: 404, retry: 'never', zh: '找不到这个部门。', en: 'This department cannot be found.' },
  'department.full': {
    status: 409,
    retry: 'never',
    zh: '部门的数量、层级或人数已达上限。',
    en: 'There are too many departments, levels or people.',
  },
  'department.not-empty': {
    status: 409,
    retry: 'never',
    zh: '部门里还有成员或下级部门，不能删除。',
    en: 'People or departments are still in this department.',
  },
  'department.loop': {
    status: 409,
    retry: 'never',
    zh: '部门不能移到自己下面。',
    en: 'A department cannot be moved below itself.',
  },
  'import.encoding': {
    status: 422,
    retry: 'never',
    zh: '文件不是 UTF-8 编码（可能是 GBK）。请在 Excel 里另存为“CSV UTF-8”再导入。',
    en: 'The file is not UTF-8 (perhaps GBK). Save it as “CSV UTF-8” and try again.',
  },
  'import.header': {
    status: 422,
    retry: 'never',
    zh: '第一行要有列名，至少包括 login 和 department。',
    en: 'The first line must name the columns, at least login and department.',
  },
  'import.rows': {
    status: 422,
    retry: 'never',
    zh: '行数太多，一次最多导入 5000 行。',
    en: 'There are too many rows: at most 5,000 at once.',
  },
} as const satisfies Record<string, FailureRow>;
