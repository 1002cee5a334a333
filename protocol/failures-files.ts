import type { FailureRow } from './failures.ts';

/** The part of the one table of failures that files have. */
export const FILE_FAILURES = {
  'file.unknown': { status: 404, retry: 'never', zh: '找不到这个文件。', en: 'This file cannot be found.' },
  'file.too-large': {
    status: 413,
    retry: 'never',
    zh: '文件太大，超过了这里允许的大小。',
    en: 'This file is larger than is allowed here.',
  },
  'file.no-room': {
    status: 409,
    retry: 'never',
    zh: '你的文件空间已满，请先撤回一些发过的文件。',
    en: 'Your room for files is full. Recall some that you have sent.',
  },
  'file.storage-full': {
    status: 507,
    retry: 'later',
    zh: '服务器的文件空间已满，请联系管理员。',
    en: 'The server has no room for more files. Please tell an administrator.',
  },
  'file.too-many': {
    status: 429,
    retry: 'later',
    zh: '同时上传的文件太多，请稍等。',
    en: 'Too many files are being uploaded at once. Please wait a little.',
  },
  'file.incomplete': {
    status: 409,
    retry: 'never',
    zh: '文件还没有上传完。',
    en: 'This file has not been uploaded completely.',
  },
  'file.offset': {
    status: 409,
    retry: 'later',
    zh: '上传的位置不对，需要从头核对。',
    en: 'The upload is at another place than this part begins.',
  },
  'file.checksum': {
    status: 460,
    retry: 'later',
    zh: '上传中数据出错，正在重传。',
    en: 'The data were damaged on their way. They are sent again.',
  },
  'file.sent': {
    status: 409,
    retry: 'never',
    zh: '文件已经发出，请撤回那条消息。',
    en: 'This file has been sent. Recall its message instead.',
  },
  'file.checking': {
    status: 503,
    retry: 'later',
    zh: '文件正在接受安全检查，通过后会自动发出。',
    en: 'The file is being checked. It goes out once it is found clean.',
  },
  'file.unchecked': {
    status: 503,
    retry: 'later',
    zh: '安全检查暂时不可用，文件会等到检查后再发出。',
    en: 'Files cannot be checked at the moment. This one waits until it has been.',
  },
  'file.infected': {
    status: 422,
    retry: 'never',
    zh: '检查发现这个文件有害，已删除，没有发出。',
    en: 'The check found something harmful in this file. It was removed and not sent.',
  },
  'file.not-checkable': {
    status: 422,
    retry: 'never',
    zh: '这个文件太大，无法进行安全检查，不能发送。',
    en: 'This file is too large to be checked, so it cannot be sent.',
  },
  'files.unavailable': {
    status: 503,
    retry: 'later',
    zh: '文件存储暂时连不上，稍后会自动重试；聊天不受影响。',
    en: 'The store of files cannot be reached at the moment. It is tried again soon; messages work as ever.',
  },
  'file.link-ended': {
    status: 403,
    retry: 'never',
    zh: '链接已失效，请回到会话里重新打开。',
    en: 'This link has ended. Open the file in its conversation again.',
  },
  'picture.invalid': {
    status: 422,
    retry: 'never',
    zh: '这张图片打不开，可以作为文件发送。',
    en: 'This picture cannot be read. It can be sent as a file.',
  },
  'tus.version': {
    status: 412,
    retry: 'never',
    zh: '上传协议的版本不对。',
    en: 'This version of the upload protocol is not known.',
  },
} as const satisfies Record<string, FailureRow>;
