import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that whiteboards and notes have. */
export const BOARD_FAILURES = {
  'board.unknown': {
    status: 404,
    retry: 'never',
    zh: '没有这份白板或笔记，或者你看不到它。',
    en: 'There is no such whiteboard or page of notes, or you cannot see it.',
  },
  'board.locked': {
    status: 403,
    retry: 'later',
    zh: '现在只有主持人可以编辑。',
    en: 'Only the hosts can edit this now.',
  },
  'board.full': {
    status: 409,
    retry: 'later',
    zh: '内容已经满了，请先删掉一些。',
    en: 'This is full. Please delete something first.',
  },
  'board.malformed': {
    status: 422,
    retry: 'never',
    zh: '这次改动无法保存。',
    en: 'This change cannot be saved.',
  },
  'board.gap': {
    status: 409,
    retry: 'later',
    zh: '服务器缺少之前的改动，需要重新发送。',
    en: 'The server is missing earlier changes and needs them again.',
  },
  'board.other': {
    status: 409,
    retry: 'later',
    zh: '会议已经换了一份新的。',
    en: 'The meeting has a new one by now.',
  },
} as const satisfies Record<string, FailureRow>;
