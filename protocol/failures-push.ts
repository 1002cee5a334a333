import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that notifications have. */
export const PUSH_FAILURES = {
  'push.address': {
    status: 422,
    retry: 'never',
    zh: '这台设备的推送服务无法使用。',
    en: 'The push service of this device cannot be used.',
  },
  'push.unregistered': {
    status: 409,
    retry: 'never',
    zh: '这台设备还没有开启通知。',
    en: 'Notifications are not turned on for this device.',
  },
  'push.unreachable': {
    status: 502,
    retry: 'later',
    zh: '服务器暂时连不上这台设备的推送服务。',
    en: 'The server cannot reach the push service of this device now.',
  },
} as const satisfies Record<string, FailureRow>;
