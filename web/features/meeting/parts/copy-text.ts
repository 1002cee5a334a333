import { showToast } from '#web/ui/toast.tsx';

/** Copies and says so. */
export async function copyText(text: string, done: string, failed: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(done);
  } catch {
    showToast(failed);
  }
}
