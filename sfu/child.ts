import { type ChildAnswer, type ChildConfig, type ChildRequest, defaults } from './config.ts';
import { createJsonLog } from './json-log.ts';
import { explainStartFailure } from './start-failure.ts';
import { type MediaServer, startMediaServer } from './workers/start.ts';

// The media server as a process of its own, so that packets never delay chat. Forked by the main server, and by a media
// server of several workers for each of them.

let server: MediaServer | null = null;

process.on('message', (request: ChildRequest) => {
  if ('start' in request) void start(request.start, request.reports === true);
  else if ('adopt' in request) server?.adopt(request.adopt);
  else void stop();
});
process.on('disconnect', () => void stop());
// Signals to the process group are the parent's to handle: it tells us when to stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => void stop());

async function start(config: ChildConfig, reports: boolean): Promise<void> {
  const log = createJsonLog(config.logLevel, (line) => process.stderr.write(line));
  const watcher = {
    opened: (opened: Extract<ChildAnswer, { opened: unknown }>['opened']) => answer({ opened }),
    closed: (closed: string) => answer({ closed }),
    people: (people: number) => answer({ people }),
  };
  try {
    server = await startMediaServer({ ...defaults, ...config }, log, reports ? watcher : undefined);
    answer({ ready: { port: server.port, udpPort: server.udpPorts[0] ?? 0 } });
  } catch (error) {
    answer({ failed: explainStartFailure(error, config) }, () => process.exit(1));
  }
}

async function stop(): Promise<void> {
  await server?.close();
  process.exit(0);
}

function answer(message: ChildAnswer, sent: () => void = () => {}): void {
  // The parent may go at any time: then there is nobody to tell.
  if (process.connected && process.send) process.send(message, sent);
  else sent();
}
