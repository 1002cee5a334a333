import type { Watch } from './watch.ts';

/** More than this behind its time, in ms, the event loop has enough to do. */
const LATE_MS = 20;
/** So often it is waited once more; then the work is done whatever there is to do besides. */
const MOST_WAITS = 10;

/** Does the work after `delayMs`, or some such times later while the event loop is behind. */
export function whenInTime(watch: Watch, delayMs: number, work: () => void, waits = MOST_WAITS): void {
  const due = watch.now() + delayMs;
  watch.after(delayMs, () => {
    const late = watch.now() - due > LATE_MS;
    if (late && waits > 0) whenInTime(watch, delayMs, work, waits - 1);
    else work();
  });
}
