import type { AppKind } from '#protocol/commands/push.ts';
import type {
  AppPush,
  AppPushes,
  PushAddress,
  PushMessage,
  PushOutcome,
  PushService,
  WebPushService,
} from '#server/push/ports.ts';

/** Web Push, and the services of Apple and Google where there are keys for them: each takes what is its own. */
export class PushServices implements PushService {
  readonly apps: readonly AppKind[];
  readonly #web: WebPushService;
  readonly #apps: ReadonlyMap<AppKind, AppPush>;

  constructor(web: WebPushService, { apns, fcm }: AppPushes = {}) {
    this.#web = web;
    this.#apps = new Map([
      ...(apns === undefined ? [] : [['apns', apns] as const]),
      ...(fcm === undefined ? [] : [['fcm', fcm] as const]),
    ]);
    this.apps = [...this.#apps.keys()];
  }

  get key(): string {
    return this.#web.key;
  }

  async reaches(address: PushAddress): Promise<boolean> {
    if ('auth' in address) return this.#web.reaches(address.endpoint);
    return this.#apps.get(address.kind)?.accepts(address.endpoint) ?? false;
  }

  async send(address: PushAddress, message: PushMessage): Promise<PushOutcome> {
    if ('auth' in address) return this.#web.send(address, message);
    // The operator has taken the keys away: they may come back, and so may the device.
    return (await this.#apps.get(address.kind)?.send(address.endpoint, message)) ?? 'refused';
  }

  close(): void {
    for (const app of this.#apps.values()) app.close();
  }
}
