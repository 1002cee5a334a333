import type { Language } from './failures.ts';

/** What is wrong with a row of an import of departments. */
export const IMPORT_FAULTS = {
  columns: { zh: '列数和表头不一致。', en: 'The number of columns differs from the first line.' },
  quotes: { zh: '引号没有成对。', en: 'A quotation mark is missing.' },
  'login.missing': { zh: '没有填账号。', en: 'There is no account.' },
  'login.unknown': { zh: '没有这个账号。', en: 'There is no such account.' },
  'row.twice': { zh: '这个人和部门前面已经出现过。', en: 'This person and department appear above already.' },
  'department.missing': { zh: '没有填部门。', en: 'There is no department.' },
  'department.name': {
    zh: '部门名称不能为空、过长，也不能含有看不见的字符。',
    en: 'A department’s name is empty, too long, or has characters that cannot be seen.',
  },
  'department.deep': { zh: '部门层级太深。', en: 'The departments are nested too deeply.' },
  'title.shape': {
    zh: '职务过长或含有看不见的字符。',
    en: 'The title is too long or has characters that cannot be seen.',
  },
  full: {
    zh: '部门、成员或兼任的数量已达上限。',
    en: 'There are too many departments, members, or departments of one person.',
  },
} as const satisfies Record<string, Record<Language, string>>;
export type ImportFault = keyof typeof IMPORT_FAULTS;
