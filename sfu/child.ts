import { type ChildAnswer, type ChildConfig, type ChildRequest, defaults } from './config.ts';
import { type Sfu, startSfu } from './index.ts';
import { createJsonLog } from './json-log.ts';
import { explainStartFailure } from './start-failure.ts';

// The media server as a process of its own, so that packets never delay chat. Forked by the main server.

let sfu: Sfu | null = null;

process.on('message', (request: ChildRequest) => {
  if ('start' in request) void start(request.start);
  else void stop();
});
process.on('disconnect', () => void stop());
// Signals to the process group are the parent's to handle: it tells us when to stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => void stop());

async function start(config: ChildConfig): Promise<void> {
  const log = createJsonLog(config.logLevel, (line) => process.stderr.write(line));
  try {
    sfu = await startSfu({ ...defaults, ...config, log });
    answer({ ready: { port: sfu.port, udpPort: sfu.udpPort } });
  } catch (error) {
    answer({ failed: explainStartFailure(error, config) }, () => process.exit(1));
  }
}

async function stop(): Promise<void> {
  await sfu?.close();
  process.exit(0);
}

function answer(message: ChildAnswer, sent: () => void = () => {}): void {
  if (process.send) process.send(message, sent);
  else sent();
}
