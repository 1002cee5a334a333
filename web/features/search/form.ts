import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf } from '#protocol/realtime.ts';

export const TABS = ['all', 'messages', 'people', 'conversations'] as const;
export type Tab = (typeof TABS)[number];
type Having = NonNullable<ParamsOf<'search.messages'>['has']>[number];

/** What is looked for, as the address says it. Days are local ones, `2026-05-01`. */
export interface SearchForm {
  query: string;
  tab: Tab;
  from?: UserId;
  in?: ConversationId;
  after?: string;
  before?: string;
  has: readonly Having[];
}

/** The message that is shown beside. */
export interface Shown {
  open?: ConversationId;
  seq?: number;
  thread?: number;
  /** The reply that was found in it. */
  reply?: number;
}

const HAVING: readonly Having[] = ['link', 'mention', 'file', 'picture'];

export function readForm(search: string): SearchForm {
  const params = new URLSearchParams(search);
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'all';
  const [from, place] = [params.get('from'), params.get('in')];
  const [after, before] = [dayOf(params.get('after')), dayOf(params.get('before'))];
  return {
    query: (params.get('q') ?? '').slice(0, LIMITS.queryChars),
    tab,
    ...(from && /^u_[0-9a-z]{20}$/.test(from) ? { from } : {}),
    ...(place && /^c_[0-9a-z]{20}$/.test(place) ? { in: place } : {}),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
    has: HAVING.filter((one) => params.get('has')?.split(',').includes(one)),
  };
}

export function searchPath(form: SearchForm, { open, seq, thread, reply }: Shown = {}): string {
  const params = new URLSearchParams();
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') params.set(name, String(value));
  };
  set('q', form.query);
  set('tab', form.tab === 'all' ? undefined : form.tab);
  set('from', form.from);
  set('in', form.in);
  set('after', form.after);
  set('before', form.before);
  set('has', form.has.join(','));
  set('open', open);
  set('seq', seq);
  set('thread', thread);
  set('reply', reply);
  const text = params.toString();
  return text === '' ? '/search' : `/search?${text}`;
}

/** Whether anything but words narrows it: then only messages are looked for. */
export function isNarrowed({ from, in: place, after, before, has }: SearchForm): boolean {
  return has.length > 0 || [from, place, after, before].some((one) => one !== undefined);
}

/** A form without one of its conditions. */
export function without(form: SearchForm, name: 'from' | 'in' | 'after' | 'before'): SearchForm {
  const { [name]: _, ...rest } = form;
  return rest;
}

/** What the server is asked; undefined when nothing is asked for. */
export function messageParams(form: SearchForm): ParamsOf<'search.messages'> | undefined {
  const query = form.query.trim();
  if (query === '' && !(form.from ?? form.after ?? form.before) && form.has.length === 0) return undefined;
  return {
    query,
    ...(form.in === undefined ? {} : { conversation: form.in }),
    ...(form.from === undefined ? {} : { from: form.from }),
    ...(form.after === undefined ? {} : { after: startOf(form.after) }),
    ...(form.before === undefined ? {} : { before: startOf(form.before) }),
    ...(form.has.length === 0 ? {} : { has: [...form.has] }),
  };
}

/** The day as people write it, or undefined when it is none: `2026-5-1`, `2026/05/01`. */
export function dayOf(text: string | null | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text?.trim() ?? '') ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  const real = date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) && date.getTime() >= 0;
  return real ? dayName(date) : undefined;
}

export function dayName(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a local day begins, in ms since the epoch. */
export function startOf(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
}
