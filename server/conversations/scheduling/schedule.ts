/** Calls back once after `delayMs` unless the returned function is called before. */
export type Schedule = (delayMs: number, callback: () => void) => () => void;

/** Timers of the platform, which never keep the process alive. */
export const platformSchedule: Schedule = (delayMs, callback) => {
  const timer = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timer);
};
