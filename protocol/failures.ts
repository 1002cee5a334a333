import { BOARD_FAILURES } from './failures-boards.ts';
import { BREAKOUT_FAILURES } from './failures-breakout.ts';
import { CALL_FAILURES } from './failures-calls.ts';
import { CONVERSATION_FAILURES } from './failures-conversations.ts';
import { DIRECTORY_FAILURES } from './failures-directory.ts';
import { FILE_FAILURES } from './failures-files.ts';
import { MEETING_FAILURES } from './failures-meetings.ts';
import { PLANNING_FAILURES } from './failures-planning.ts';
import { PUSH_FAILURES } from './failures-push.ts';

/**
 * The one table of failures. A code is never reused for another meaning.
 *
 * `retry`: 'never' the same request will fail again; 'later' it may succeed after `retryAfterMs`;
 * 'sign-in' it needs a new session first. `status` is the HTTP status; on the WebSocket the code alone travels.
 */
export const FAILURES = {
  'request.invalid': { status: 400, retry: 'never', zh: '请求的格式不对。', en: 'The request is malformed.' },
  'request.unknown': { status: 404, retry: 'never', zh: '没有这个接口。', en: 'There is no such command.' },
  'request.too-large': { status: 413, retry: 'never', zh: '内容太大了。', en: 'That is too large.' },
  'fields.invalid': { status: 422, retry: 'never', zh: '有几项需要修改。', en: 'Some fields need a change.' },
  'rate.limited': {
    status: 429,
    retry: 'later',
    zh: '操作太频繁，请稍后再试。',
    en: 'Too many attempts. Please wait a little.',
  },
  'server.busy': {
    status: 503,
    retry: 'later',
    zh: '服务器正忙，马上重试。',
    en: 'The server is busy. Trying again soon.',
  },
  'server.bug': {
    status: 500,
    retry: 'later',
    zh: '服务器出错了，我们已记录。',
    en: 'The server had a fault. It has been logged.',
  },
  'server.disk-full': {
    status: 507,
    retry: 'later',
    zh: '服务器存储已满，暂时不能保存；已有内容可以照常查看。',
    en: 'The server’s disk is full, so nothing can be saved now. Reading still works.',
  },
  /** Never sent: what a client says when it cannot reach the server. */
  'network.unreachable': {
    status: 503,
    retry: 'later',
    zh: '连不上服务器，请检查网络。',
    en: 'The server cannot be reached. Please check the network.',
  },
  'job.unknown': { status: 404, retry: 'never', zh: '这项任务已经不在了。', en: 'This job is not there any more.' },
  'session.required': { status: 401, retry: 'sign-in', zh: '请先登录。', en: 'Please sign in.' },
  'session.expired': {
    status: 401,
    retry: 'sign-in',
    zh: '登录已过期，请重新登录。',
    en: 'Your session has ended. Please sign in again.',
  },
  'session.revoked': {
    status: 401,
    retry: 'sign-in',
    zh: '这台设备已退出登录。',
    en: 'This device has been signed out.',
  },
  /** Ended by the policy of one session for each class of device. */
  'session.replaced': {
    status: 401,
    retry: 'sign-in',
    zh: '你已在另一台同类设备上登录，这台设备已退出。',
    en: 'You have signed in on another device of this kind, so this one has been signed out.',
  },
  'login.wrong': { status: 401, retry: 'never', zh: '账号或密码不对。', en: 'The account or the password is wrong.' },
  'registration.closed': {
    status: 403,
    retry: 'never',
    zh: '这里不开放注册，请联系管理员。',
    en: 'Registration is closed here. Ask an administrator.',
  },
  'password-link.invalid': {
    status: 403,
    retry: 'never',
    zh: '这个链接已失效。请管理员再给你一个。',
    en: 'This link is not good any more. Ask an administrator for another.',
  },
  'invite.invalid': {
    status: 403,
    retry: 'never',
    zh: '邀请链接无效或已用过。',
    en: 'This invitation is not valid any more.',
  },
  'access.denied': { status: 403, retry: 'never', zh: '你没有权限这样做。', en: 'You are not allowed to do this.' },
  'avatar.invalid': {
    status: 422,
    retry: 'never',
    zh: '这张图片用不了，请换一张 JPEG 或 WebP 图片。',
    en: 'This picture cannot be used. Choose a JPEG or WebP picture.',
  },
  'avatar.unknown': { status: 404, retry: 'never', zh: '没有这张头像。', en: 'There is no such picture.' },
  'device.unknown': { status: 404, retry: 'never', zh: '找不到这台设备。', en: 'This device cannot be found.' },
  ...CONVERSATION_FAILURES,
  ...DIRECTORY_FAILURES,
  ...FILE_FAILURES,
  ...PUSH_FAILURES,
  ...MEETING_FAILURES,
  ...BOARD_FAILURES,
  ...BREAKOUT_FAILURES,
  ...CALL_FAILURES,
  ...PLANNING_FAILURES,
} as const satisfies Record<string, FailureRow>;

export interface FailureRow {
  status: number;
  retry: 'never' | 'later' | 'sign-in';
  zh: string;
  en: string;
}

export type FailureCode = keyof typeof FAILURES;
export type Language = 'zh' | 'en';

/** What is wrong with one field. `{n}` in a text is replaced by the fault's `n`. */
export const FIELD_FAULTS = {
  required: { zh: '这一项要填。', en: 'This is needed.' },
  'too-short': { zh: '至少 {n} 个字符。', en: 'At least {n} characters.' },
  'too-long': { zh: '最多 {n} 个字符。', en: 'At most {n} characters.' },
  'login.shape': {
    zh: '请填写手机号、邮箱，或 3–32 位用户名（字母开头，可含数字 . _ -）。',
    en: 'Enter a phone number, an e-mail address, or a user name of 3 to 32 letters, digits, . _ - that starts with a letter.',
  },
  'phone.shape': { zh: '手机号的位数或号段不对。', en: 'This phone number is not complete or does not exist.' },
  'email.shape': { zh: '邮箱地址不完整。', en: 'This e-mail address is not complete.' },
  taken: { zh: '已经有人用了。', en: 'Somebody uses this already.' },
  'password.common': { zh: '这个密码太常见，换一个吧。', en: 'This password is too common. Choose another.' },
  'password.same': { zh: '密码不能和账号一样。', en: 'The password must differ from the account.' },
  'password.wrong': { zh: '当前密码不对。', en: 'This is not your current password.' },
  'password.unchanged': { zh: '新密码和当前密码一样。', en: 'The new password is the current one.' },
  'password.differs': { zh: '两次输入的密码不一样。', en: 'The two passwords differ.' },
  invisible: { zh: '含有看不见的字符。', en: 'It contains characters that cannot be seen.' },
  unknown: { zh: '找不到。', en: 'Not found.' },
  slash: { zh: '名称里不能有“/”。', en: 'A name cannot hold “/”.' },
} as const satisfies Record<string, Record<Language, string>>;

export type FieldFaultCode = keyof typeof FIELD_FAULTS;

export interface FieldFault {
  code: FieldFaultCode;
  /** The bound that a text names. */
  n?: number;
}

export type FieldFaults = Record<string, FieldFault>;

/** A failure as it travels, over HTTP and the WebSocket alike. */
export interface FailureBody {
  code: FailureCode;
  /** The text in the language of the request, for people who read raw answers. */
  message: string;
  fields?: FieldFaults;
  retryAfterMs?: number;
  /** For 'meeting.elsewhere': where the person is. */
  meeting?: { number: string; title: string };
}

export function failureText(code: FailureCode, language: Language): string {
  return FAILURES[code][language];
}

export function fieldFaultText(fault: FieldFault, language: Language): string {
  return FIELD_FAULTS[fault.code][language].replace('{n}', String(fault.n ?? ''));
}
