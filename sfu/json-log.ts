import type { LogLevel } from './config.ts';
import type { Log } from './signal/log.ts';

/** pino's numbers. */
const LEVELS: Record<LogLevel, number> = { debug: 20, info: 30, warn: 40, error: 50, silent: 100 };

/** A log that writes one JSON object a line, as pino does. */
export function createJsonLog(level: LogLevel, write: (line: string) => void): Log {
  const at =
    (name: Exclude<LogLevel, 'silent'>) =>
    (context: object, msg: string): void => {
      if (LEVELS[name] < LEVELS[level]) return;
      write(`${JSON.stringify({ level: LEVELS[name], time: Date.now(), part: 'sfu', ...context, msg })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
