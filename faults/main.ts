import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingStores } from './machines/machines.ts';
import { type Options, optionsOf, USAGE, UsageError } from './options.ts';
import { textOf } from './report.ts';
import { runFaults } from './run.ts';

// npm run faults -- --minutes N …: see docs/operations.md.

/** Git ignores it. */
const REPORTS = fileURLToPath(new URL('.cache/', import.meta.url));

async function main(): Promise<number> {
  try {
    const options = optionsOf(process.argv.slice(2));
    if (options === undefined) {
      process.stdout.write(USAGE);
      return 0;
    }
    const missing = options.embedded ? undefined : missingStores();
    if (missing !== undefined) throw new UsageError(`${missing}; or --embedded`);
    return await run(options);
  } catch (error) {
    const usage = error instanceof UsageError;
    const what = error instanceof Error ? (usage ? error.message : error.stack) : String(error);
    process.stderr.write(`faults: ${what}\n${usage ? `\n${USAGE}` : ''}`);
    return usage ? 2 : 1;
  }
}

async function run(options: Options): Promise<number> {
  const date = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = path.resolve(options.out ?? path.join(REPORTS, `${date}-${options.seed}`));
  mkdirSync(folder, { recursive: true });
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
    process.stdout.write('no more faults; comparing what there is …\n');
  });
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const report = await runFaults({ options, logs: folder, say, stopped: () => stopped });
  writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(path.join(folder, 'report.txt'), textOf(report));
  say(`\n${textOf(report)}\nreport.txt, report.json and the servers’ logs are in ${folder}`);
  return report.well ? 0 : 1;
}

process.exitCode = await main();
process.exit();
