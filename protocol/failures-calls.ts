import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that calls have. */
export const CALL_FAILURES = {
  'call.unknown': { status: 404, retry: 'never', zh: '没有这个通话。', en: 'There is no such call.' },
  'call.over': { status: 410, retry: 'never', zh: '通话已经结束。', en: 'This call has ended.' },
  'call.elsewhere': {
    status: 409,
    retry: 'never',
    zh: '已在你的另一台设备上接听。',
    en: 'You have answered on another device.',
  },
  'call.full': { status: 409, retry: 'never', zh: '通话人数已满。', en: 'This call is full.' },
  'call.too-many': {
    status: 409,
    retry: 'never',
    zh: '这个群人数较多，请改用会议。',
    en: 'This group is too large for a call. Start a meeting instead.',
  },
} as const satisfies Record<string, FailureRow>;
