import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#kernel/clock.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { WebAddress } from '#server/push/ports.ts';
import { WebPush } from '../web-push.ts';
import { startFakePushService } from './fake-push-service.ts';

/**
 * How fast pushes go out, to a push service on this machine. Roles: `service <devices>` prints where it is and its devices;
 * `yiqi` and `library <modules>` read that from `PUSH_TO` and send for the milliseconds of `PUSH_MS`, some at a time.
 */
interface Target {
  authority: string;
  origin: string;
  addresses: WebAddress[];
}

/** The part of the package web-push that is used. */
interface Library {
  generateVAPIDKeys(): { publicKey: string; privateKey: string };
  sendNotification(to: object, payload: string, options: object): Promise<unknown>;
}

const AT_ONCE = 16;
const payload: PushPayload = {
  type: 'message',
  tag: 'c_1',
  title: 'Ann',
  body: 'Are you coming? We begin in five minutes.',
  path: '/c/c_1',
  at: 1,
  badge: 3,
};
const [role, argument = ''] = process.argv.slice(2);

async function serve(devices: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-push-speed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
  const service = await startFakePushService(folder);
  const addresses = Array.from({ length: devices }, (_, n) => service.subscribe(`device-${n}`));
  const { authority, origin } = service;
  process.stdout.write(`${JSON.stringify({ authority, origin, addresses } satisfies Target)}\n`);
}

function senderOf({ authority: ca }: Target): (to: WebAddress) => Promise<unknown> {
  if (role === 'yiqi') {
    const reach = { resolve: async () => ['127.0.0.1'], permits: () => true };
    const secret = randomBytes(32).toString('base64url');
    const push = new WebPush({ secret, subject: 'mailto:a@b.c', clock: systemClock, authority: ca, reach });
    return async (to) => {
      const outcome = await push.send(to, { payload, ttlSeconds: 60, urgency: 'high' });
      if (outcome !== 'sent') throw new Error(outcome);
    };
  }
  const library = createRequire(`${argument}/node_modules/`)('web-push') as Library;
  const keys = library.generateVAPIDKeys();
  const agent = new Agent({ ca, keepAlive: true, maxSockets: AT_ONCE });
  const options = { TTL: 60, vapidDetails: { subject: 'mailto:a@b.c', ...keys }, urgency: 'high', agent };
  return ({ endpoint, p256dh, auth }) =>
    library.sendNotification({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), options);
}

async function send(): Promise<void> {
  const target = JSON.parse(process.env['PUSH_TO'] ?? '') as Target;
  const one = senderOf(target);
  const until = performance.now() + Number(process.env['PUSH_MS']);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let sent = 0;
  const worker = async () => {
    while (performance.now() < until) {
      const to = target.addresses[sent++ % target.addresses.length];
      if (to !== undefined) await one(to);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const measured = {
    perSecond: sent / seconds,
    cpuMs: (user + system) / 1000 / sent,
    rssMiB: process.memoryUsage().rss / 2 ** 20,
  };
  process.stdout.write(`measured ${JSON.stringify(measured)}\n`);
}

if (role === 'service') await serve(Number(argument));
else await send();
