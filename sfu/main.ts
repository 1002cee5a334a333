import { readFlags, usage } from './flags.ts';
import { startSfu } from './index.ts';
import { createJsonLog } from './json-log.ts';
import { explainStartFailure } from './start-failure.ts';

// The media server alone: `npm run sfu`.

const flags = readFlags(process.argv.slice(2));
if (!flags.ok) {
  process.stderr.write(`sfu: ${flags.message}\n${usage}\n`);
  process.exit(2);
}
const { config } = flags;
try {
  const sfu = await startSfu({ ...config, log: createJsonLog(config.logLevel, (line) => process.stderr.write(line)) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sfu.close().then(() => process.exit(0)));
  }
  process.stdout.write(`media server on ${sfu.url}, media on port ${sfu.udpPort} (UDP and TCP)\n`);
} catch (error) {
  process.stderr.write(`sfu: ${explainStartFailure(error, config)}\n`);
  process.exit(1);
}
