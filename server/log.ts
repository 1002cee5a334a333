import pino from 'pino';
import type { Log } from '#kernel/ports/log.ts';

/** JSON lines on stderr, one an event, written at once so that nothing is lost when the process ends. */
export function openLog(level: string): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, errorKey: 'err' };
  return pino(options, pino.destination({ dest: 2, sync: true }));
}
