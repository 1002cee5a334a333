import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';

/** Connections that may wait to be taken, as when everybody comes back at once; the system may allow fewer. */
const BACKLOG = 4096;

/** Refuses a used or forbidden port before anything else is begun. @throws StartError */
export async function assertFree(settings: Settings): Promise<void> {
  const probe = createServer();
  await orProblem(settings, async () => {
    probe.listen(settings.port, hostOf(settings));
    await once(probe, 'listening');
  });
  probe.close();
  await once(probe, 'close');
}

/** @throws StartError */
export async function listen(app: FastifyInstance, settings: Settings): Promise<void> {
  await orProblem(settings, async () => {
    await app.listen({ host: hostOf(settings), port: settings.port, backlog: BACKLOG });
  });
}

/** `--lan` means every address, unless one was chosen. */
function hostOf({ lan, host }: Settings): string {
  return lan && host === '127.0.0.1' ? '0.0.0.0' : host;
}

async function orProblem(settings: Settings, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new StartError(problem((error as NodeJS.ErrnoException).code, hostOf(settings), settings.port));
  }
}

function problem(code: string | undefined, host: string, port: number): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is in use. End the program that holds it, or choose another: npm start -- --port ${port + 1}`;
  }
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Choose one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is not an address of this machine.`;
  return `Cannot listen on ${host}:${port} (${code}).`;
}
