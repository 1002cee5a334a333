import { readFileSync } from 'node:fs';
import { DatabaseOpenError } from './adapters/sql/open-error.ts';
import { startServer } from './compose.ts';
import { loadSettings } from './config/load.ts';
import { StartError } from './config/start-error.ts';
import { greet } from './greeting.ts';
import { openLog } from './log.ts';

/** How long an ending process may take to finish what is under way. */
const END_WITHIN_MS = 8000;

async function main(): Promise<void> {
  const settings = loadSettings({ args: process.argv.slice(2), env: process.env, folder: process.cwd() });
  const log = openLog(settings.log_level);
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'unhandled rejection'));
  const server = await startServer({ settings, version: packageVersion(), log });
  endOnSignal(END_WITHIN_MS + settings.drain_seconds * 1000, async () => {
    log.info({}, 'ending');
    await server.close();
  });
  server.mediaStarted.catch((error: Error) => process.stderr.write(`yiqi: meetings do not work: ${error.message}\n`));
  const language = /^zh/i.test(process.env['LC_ALL'] ?? process.env['LANG'] ?? '') ? 'zh' : 'en';
  const { origins, ownerLink } = server;
  process.stdout.write(await greet({ origins, ownerLink, qr: settings.lan, language }));
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A terminal's Ctrl+C may arrive twice: from the terminal itself and passed on by npm. */
const SAME_SIGNAL_MS = 1000;

/** The first signal ends the server in order; a second one, or too long a wait, ends it at once. */
function endOnSignal(withinMs: number, end: () => Promise<void>): void {
  let endingSince: number | undefined;
  const onSignal = () => {
    const now = performance.now();
    if (endingSince !== undefined && now - endingSince > SAME_SIGNAL_MS) process.exit(1);
    if (endingSince !== undefined) return;
    endingSince = now;
    setTimeout(() => process.exit(1), withinMs).unref();
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

main().catch((error: unknown) => {
  if (!(error instanceof StartError || error instanceof DatabaseOpenError)) throw error;
  process.stderr.write(`yiqi: ${error.message}\n`);
  process.exit(1);
});
