import type { Client } from '#client/api.ts';
import { currentLanguage } from '#web/i18n/language.ts';

/** How notifications stand on this device. */
export type PushStanding =
  | 'on'
  | 'off'
  /** Refused in the browser; only there it can be allowed again. */
  | 'denied'
  /** iPhone and iPad: only for apps on the home screen. */
  | 'needs-install'
  /** Pages without TLS have none. */
  | 'insecure'
  | 'unsupported';

/** That the person wanted them here, so that a registration that the browser dropped is made again. */
const WANTED = 'yiqi.push';

export function isPushWanted(): boolean {
  try {
    return localStorage.getItem(WANTED) === 'on';
  } catch {
    return false;
  }
}

function want(on: boolean): void {
  try {
    if (on) localStorage.setItem(WANTED, 'on');
    else localStorage.removeItem(WANTED);
  } catch {
    // Then it is asked for again after the browser dropped it.
  }
}

/** What holds whatever the server knows: `undefined` when it depends on the registration. */
export function standingOf(platform: {
  secure: boolean;
  worker: boolean;
  push: boolean;
  permission: NotificationPermission | undefined;
  apple: boolean;
  installed: boolean;
}): Exclude<PushStanding, 'on' | 'off'> | undefined {
  const { secure, worker, push, permission, apple, installed } = platform;
  if (!secure) return 'insecure';
  if (apple && !installed && (!push || permission === undefined)) return 'needs-install';
  if (!worker || !push || permission === undefined) return 'unsupported';
  return permission === 'denied' ? 'denied' : undefined;
}

export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
  );
}

export async function pushStanding(client: Client): Promise<PushStanding> {
  const fixed = standingOf({
    secure: isSecureContext,
    worker: 'serviceWorker' in navigator,
    push: 'PushManager' in window,
    permission: 'Notification' in window ? Notification.permission : undefined,
    apple: /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1),
    installed: isInstalled(),
  });
  if (fixed !== undefined) return fixed;
  const subscription = await currentSubscription();
  if (subscription === undefined) return 'off';
  const { here } = await client.call('push.state', {});
  return here === (await digestOf(subscription.endpoint)) ? 'on' : 'off';
}

/** Asks the browser, and then tells the server where this device takes pushes. @throws Error when the browser refuses */
export async function turnPushOn(client: Client): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return;
  want(true);
  const { key } = await client.call('push.state', {});
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  // One for another server's key, or for this one's earlier key, takes nothing.
  if (known !== null && !isFor(known, key)) await known.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const { endpoint, keys } = (await registration.pushManager.subscribe(options)).toJSON();
  const { p256dh = '', auth = '' } = keys ?? {};
  await client.call('push.register', { endpoint: endpoint ?? '', p256dh, auth, language: currentLanguage() });
}

export async function turnPushOff(client: Client): Promise<void> {
  want(false);
  await client.call('push.unregister', {});
  await (await currentSubscription())?.unsubscribe();
}

/** Makes the registration again that the browser dropped or renewed, or tells of another language. Never rejects. */
export async function keepPush(client: Client): Promise<void> {
  try {
    if (!isPushWanted() || Notification.permission !== 'granted') return;
    if ((await pushStanding(client)) === 'off') await turnPushOn(client);
  } catch {
    // The settings say how it is.
  }
}

async function currentSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

function isFor({ options }: PushSubscription, key: string): boolean {
  const bytes = options.applicationServerKey;
  return bytes !== null && base64url(new Uint8Array(bytes)) === key;
}

async function digestOf(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
