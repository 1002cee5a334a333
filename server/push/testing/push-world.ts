import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import { startEmbeddedMedia } from '../../adapters/media/embedded.ts';
import { Apns } from '../../adapters/push/apps/apns.ts';
import { Fcm } from '../../adapters/push/apps/fcm.ts';
import { startFakeApns } from '../../adapters/push/apps/testing/fake-apns.ts';
import { startFakeFcm } from '../../adapters/push/apps/testing/fake-fcm.ts';
import { PushServices } from '../../adapters/push/push-services.ts';
import { type Delivery, startFakePushService } from '../../adapters/push/testing/fake-push-service.ts';
import { WebPush } from '../../adapters/push/web-push.ts';
import { startLiveServer } from '../../gateway/testing/live-server.ts';
import { signUp } from '../../gateway/testing/raw-peer.ts';
import type { Caller } from '../../identity/api.ts';

const A_DAY_MS = 86_400_000;
const KEY = 'test';
const SECRET = 'a secret that only this test knows';

export type PushWorld = Awaited<ReturnType<typeof openPushWorld>>;

/** A server, a push service that decrypts what its devices get, and people with devices. */
export async function openPushWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-push-'));
  const fake = await startFakePushService(folder);
  const clock = new ManualClock(Date.UTC(2026, 10, 20, 10));
  const secret = Buffer.alloc(32, 9).toString('base64url');
  const { reach, authority } = fake;
  const apns = await startFakeApns(folder, clock);
  const fcm = await startFakeFcm(clock);
  const pushService = new PushServices(
    new WebPush({ secret, subject: 'mailto:a@example.org', clock, reach, authority }),
    { apns: new Apns({ ...apns.options, log: silentLog }), fcm: new Fcm({ ...fcm.options, log: silentLog }) },
  );
  const engine = startEmbeddedMedia(
    {
      ...{ udpPort: 0, bindMedia: '127.0.0.1', announced: ['127.0.0.1'], keys: { [KEY]: SECRET } },
      ...{ transport: 'native', logLevel: 'error' },
    },
    silentLog,
  );
  await engine.started;
  const media = { apiUrl: () => `http://127.0.0.1:${engine.port()}`, publicUrl: '/', key: KEY, secret: SECRET };
  const server = await startLiveServer({ inMemory: true, clock, pushService, media, callsEveryMs: A_DAY_MS });
  let people = 0;
  const as = <Name extends SessionCommand>(caller: Caller, name: Name, params: ParamsOf<Name>) => {
    const handler = server.commands[name] as unknown as (
      caller: Caller,
      params: ParamsOf<Name>,
      seat: object,
    ) => Promise<ResultOf<Name>>;
    return handler(caller, params, { id: 'seat', push() {} });
  };
  return {
    server,
    fake,
    apns,
    fcm,
    clock,
    as,
    /** Somebody new, signed in on one device. */
    async person(nickname: string): Promise<Caller & { refreshToken: string; accessToken: string }> {
      const { me, accessToken, refreshToken = '' } = await signUp(server.origin, `person${people++}`);
      await server.database.write((db) =>
        db.updateTable('account').set({ nickname }).where('id', '=', me.id).execute(),
      );
      return { ...(await server.identity.authenticate(accessToken)), refreshToken, accessToken };
    },
    /** The person's device takes pushes from now on, under its own name in what was delivered. */
    async subscribe(caller: Caller, language: 'zh' | 'en' = 'en'): Promise<string> {
      const name = newId('x');
      await as(caller, 'push.register', { ...fake.subscribe(name), language });
      return name;
    },
    async direct(one: Caller, other: Caller): Promise<ConversationId> {
      return (await as(one, 'conversation.direct', { user: other.user })).summary.id;
    },
    async group(title: string, owner: Caller, ...members: Caller[]): Promise<ConversationId> {
      const params = { clientId: newId('t'), title, members: members.map(({ user }) => user) };
      return (await as(owner, 'conversation.create', params)).summary.id;
    },
    async say(caller: Caller, conversation: ConversationId, text: string, more: object = {}): Promise<number> {
      return (await as(caller, 'message.send', { clientId: newId('t'), conversation, text, ...more })).seq;
    },
    /** Waits out the short while, and gives what has been delivered to a device since the last time. */
    async pushed(device: string): Promise<Delivery[]> {
      clock.advance(2000);
      await server.jobs.settle();
      const got = fake.deliveries.filter((one) => one.device === device);
      const rest = fake.deliveries.filter((one) => one.device !== device);
      fake.deliveries.splice(0, fake.deliveries.length, ...rest);
      return got;
    },
    async close() {
      await server.stop();
      await engine.stop();
      await fake.close();
      await apns.close();
      await fcm.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
