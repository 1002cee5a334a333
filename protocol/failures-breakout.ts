import type { FailureRow } from './failures.ts';

/** Failures of breakout rooms. */
export const BREAKOUT_FAILURES = {
  'breakout.unknown': {
    status: 404,
    retry: 'never',
    zh: '没有这个分组讨论室。',
    en: 'There is no such breakout room.',
  },
  /** They have to be closed first. */
  'breakout.open': {
    status: 409,
    retry: 'never',
    zh: '分组讨论正在进行，请先关闭。',
    en: 'The breakout rooms are open. Close them first.',
  },
  'breakout.closed': {
    status: 409,
    retry: 'never',
    zh: '分组讨论室没有开放。',
    en: 'The breakout rooms are not open.',
  },
} as const satisfies Record<string, FailureRow>;
