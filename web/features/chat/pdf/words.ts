import type { Words } from '#web/i18n/words.ts';

const en = {
  open: 'Open document',
  page: (n: number, all: number) => `Page ${n} of ${all}`,
  pages: 'Pages',
  close: 'Close',
  save: 'Save',
  larger: 'Larger',
  smaller: 'Smaller',
  opening: 'Opening',
  locked: 'This document is locked by a password. Save it to open it elsewhere.',
  broken: 'This document cannot be shown here. Save it to open it elsewhere.',
  unavailable: 'Not available any more',
};

const zh: typeof en = {
  open: '打开文档',
  page: (n, all) => `第 ${n} 页，共 ${all} 页`,
  pages: '页面',
  close: '关闭',
  save: '保存',
  larger: '放大',
  smaller: '缩小',
  opening: '正在打开',
  locked: '这个文档有密码保护，请保存后用其他程序打开。',
  broken: '这里无法显示这个文档，请保存后用其他程序打开。',
  unavailable: '文件已不可用',
};

export const pdfWords: Words<typeof en> = { en, zh };
export type PdfWords = typeof en;
