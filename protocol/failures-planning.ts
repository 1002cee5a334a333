import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that planned meetings have. */
export const PLANNING_FAILURES = {
  'plan.unknown': {
    status: 404,
    retry: 'never',
    zh: '没有这个预定的会议，或者没有邀请你。',
    en: 'There is no such planned meeting, or you are not invited.',
  },
  'plan.over': {
    status: 410,
    retry: 'never',
    zh: '这个预定的会议已取消或已结束。',
    en: 'This planned meeting is cancelled or over.',
  },
  'plan.time': {
    status: 422,
    retry: 'never',
    zh: '这个时间不可用：请选择今后五年内的时间。',
    en: 'This time cannot be used. Choose one within the next five years.',
  },
  'plan.zone': { status: 422, retry: 'never', zh: '不认识这个时区。', en: 'This time zone is not known.' },
  'plan.rule': {
    status: 422,
    retry: 'never',
    zh: '按这个重复规则，会议不会举行。',
    en: 'By this rule there would be no meeting.',
  },
  'plan.too-many': {
    status: 409,
    retry: 'never',
    zh: '邀请的人太多。请改为邀请一个群。',
    en: 'Too many people are invited. Invite a group instead.',
  },
  'plan.full': {
    status: 409,
    retry: 'never',
    zh: '预定的会议或例外太多。请先取消一些。',
    en: 'There are too many planned meetings or exceptions. Cancel some first.',
  },
} as const satisfies Record<string, FailureRow>;
