import { readFlags, usage } from './flags.ts';
import { createJsonLog } from './json-log.ts';
import { explainStartFailure } from './start-failure.ts';
import { startMediaServer } from './workers/start.ts';

// The media server alone: `npm run sfu`.

const flags = readFlags(process.argv.slice(2));
if (!flags.ok) {
  process.stderr.write(`sfu: ${flags.message}\n${usage}\n`);
  process.exit(2);
}
const { config } = flags;
try {
  const log = createJsonLog(config.logLevel, (line) => process.stderr.write(line));
  const server = await startMediaServer(config, log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
  const ports = `port${server.udpPorts.length > 1 ? 's' : ''} ${server.udpPorts.join(', ')}`;
  process.stdout.write(`media server on ${server.url}, media on ${ports} (UDP and TCP)\n`);
} catch (error) {
  process.stderr.write(`sfu: ${explainStartFailure(error, config)}\n`);
  process.exit(1);
}
