import { dayOf, type SearchForm } from './form.ts';

/** A condition that is written out, `from:ann`, as far as it has been typed. */
export interface Typed {
  is: 'from' | 'in';
  value: string;
  /** The text without it. */
  rest: string;
}

const NAMES: Record<string, 'from' | 'in' | 'after' | 'before' | 'has'> = {
  from: 'from',
  发送人: 'from',
  来自: 'from',
  in: 'in',
  会话: 'in',
  在: 'in',
  after: 'after',
  晚于: 'after',
  before: 'before',
  早于: 'before',
  has: 'has',
  包含: 'has',
};
const HAVING: Record<string, SearchForm['has'][number]> = {
  link: 'link',
  links: 'link',
  链接: 'link',
  mention: 'mention',
  mentions: 'mention',
  '@': 'mention',
  me: 'mention',
  提到我: 'mention',
  file: 'file',
  files: 'file',
  文件: 'file',
  picture: 'picture',
  pictures: 'picture',
  image: 'picture',
  图片: 'picture',
};
const NAMED = Object.keys(NAMES).join('|');
const LAST = new RegExp(`(?:^|\\s)(${NAMED})[:：](?:"([^"]*)|([^\\s"]*))$`, 'iu');
const WHOLE = new RegExp(`(?:^|(?<=\\s))(${NAMED})[:：]([^\\s"]+)(?=\\s)`, 'giu');

/** The condition at the end of the text that needs somebody or a conversation to be chosen. */
export function typedLast(text: string): Typed | undefined {
  const match = LAST.exec(text);
  const is = match && NAMES[match[1]?.toLowerCase() ?? ''];
  if (!match || (is !== 'from' && is !== 'in')) return undefined;
  return { is, value: (match[2] ?? match[3] ?? '').trim(), rest: text.slice(0, match.index).trimEnd() };
}

/**
 * Takes dates and `has:` out of the text, once something stands after them, and puts them into the form. `ended`: nothing
 * more is typed. What can't be read stays.
 */
export function takeConditions(form: SearchForm, text: string, ended = false): SearchForm {
  let next: SearchForm = form;
  const query = `${text}${ended ? ' ' : ''}`.replace(WHOLE, (whole, name: string, value: string) => {
    const taken = take(next, NAMES[name.toLowerCase()], value);
    if (taken === undefined) return whole;
    next = taken;
    return '';
  });
  const tidy = next === form ? text : query.replace(/\s+/g, ' ').trimStart();
  return { ...next, query: ended ? tidy.trim() : tidy };
}

function take(form: SearchForm, name: (typeof NAMES)[string] | undefined, value: string): SearchForm | undefined {
  if (name === 'after' || name === 'before') {
    const day = dayOf(value);
    return day === undefined ? undefined : { ...form, [name]: day };
  }
  const having = name === 'has' ? HAVING[value.toLowerCase()] : undefined;
  if (having === undefined) return undefined;
  return { ...form, has: [...new Set([...form.has, having])] };
}
