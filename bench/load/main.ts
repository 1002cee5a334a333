import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chartOf } from './chart.ts';
import { optionsOf, USAGE, UsageError } from './options.ts';
import { type Report, textOf } from './report.ts';
import { runLoad } from './run.ts';

// npm run load -- --users N …: see bench/README.md.

/** Git ignores it. */
const REPORTS = fileURLToPath(new URL('../.cache/load/', import.meta.url));

function save(report: Report, out: string | undefined): string {
  const folder = path.resolve(out ?? path.join(REPORTS, report.date.replaceAll(/\D/g, '')));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(path.join(folder, 'report.txt'), textOf(report));
  writeFileSync(path.join(folder, 'report.svg'), chartOf(report));
  return folder;
}

async function main(): Promise<number> {
  try {
    const options = optionsOf(process.argv.slice(2));
    if (options === undefined) {
      process.stdout.write(USAGE);
      return 0;
    }
    const report = await runLoad(options, (line) => void process.stdout.write(`${line}\n`));
    const folder = save(report, options.out);
    process.stdout.write(`\n${textOf(report)}\nreport.json, report.txt and report.svg are in ${folder}\n`);
    return report.well ? 0 : 1;
  } catch (error) {
    const usage = error instanceof UsageError;
    process.stderr.write(
      `load: ${error instanceof Error ? error.message : String(error)}\n${usage ? `\n${USAGE}` : ''}`,
    );
    return usage ? 2 : 1;
  }
}

process.exitCode = await main();
process.exit();
