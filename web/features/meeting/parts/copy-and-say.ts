import { copyText } from '#web/ui/copy.ts';
import { showToast } from '#web/ui/toast.tsx';

/** Copies and says so. */
export async function copyAndSay(text: string, done: string, failed: string): Promise<void> {
  showToast((await copyText(text)) ? done : failed);
}
