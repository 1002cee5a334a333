import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that meetings and their media have. */
export const MEETING_FAILURES = {
  'meeting.unknown': {
    status: 404,
    retry: 'never',
    zh: '没有这个会议号。',
    en: 'There is no meeting with this number.',
  },
  'meeting.ended': { status: 410, retry: 'never', zh: '这个会议已经结束。', en: 'This meeting has ended.' },
  'meeting.elsewhere': {
    status: 409,
    retry: 'never',
    zh: '你已在另一个会议中。',
    en: 'You are in another meeting already.',
  },
  'meeting.removed': {
    status: 403,
    retry: 'never',
    zh: '主持人把你移出了这个会议。',
    en: 'The host removed you from this meeting.',
  },
  'meeting.locked': {
    status: 403,
    retry: 'later',
    zh: '会议已锁定，请主持人解锁后再试。',
    en: 'The meeting is locked. Ask the host to let you in.',
  },
  'meeting.refused': {
    status: 403,
    retry: 'never',
    zh: '主持人没有让你进入这个会议。',
    en: 'The host did not let you into this meeting.',
  },
  'meeting.full': {
    status: 409,
    retry: 'later',
    zh: '会议已满，请稍后再试。',
    en: 'The meeting is full. Please try again later.',
  },
  'meeting.chat-off': {
    status: 403,
    retry: 'later',
    zh: '主持人关闭了聊天，现在不能发言。',
    en: 'The host has turned the chat off for now.',
  },
  'meeting.files-off': {
    status: 403,
    retry: 'later',
    zh: '主持人没有允许访客打开文件。',
    en: 'The host does not let guests open files.',
  },
  'meeting.passcode-needed': {
    status: 403,
    retry: 'never',
    zh: '这个会议需要密码。',
    en: 'This meeting needs a passcode.',
  },
  'meeting.passcode-wrong': {
    status: 403,
    retry: 'never',
    zh: '密码不对，请核对后再试。',
    en: 'That is not the passcode. Please check it and try again.',
  },
  'attendee.unknown': {
    status: 404,
    retry: 'never',
    zh: '会议里没有这个人。',
    en: 'This person is not in the meeting.',
  },
  'media.unavailable': {
    status: 503,
    retry: 'later',
    zh: '音视频服务暂时不可用，请稍后再试。',
    en: 'Audio and video are not available right now. Please try again soon.',
  },
} as const satisfies Record<string, FailureRow>;
