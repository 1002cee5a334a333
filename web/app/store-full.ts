import { currentLanguage } from '#web/i18n/language.ts';
import type { Words } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';

const en = { full: 'This device is short of space. Your messages are all on the server, but fewer are kept here.' };
const zh: typeof en = { full: '这台设备的存储空间不够了。消息都在服务器上，只是本机会少存一些。' };
const words: Words<typeof en> = { en, zh };

/** The browser has no room for the local copy; everything goes on without it. */
export function tellStoreFull(): void {
  showToast(words[currentLanguage()].full);
}
