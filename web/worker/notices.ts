import type { PushPayload } from '#protocol/push-payload.ts';
import type { WindowClient, WorkerScope } from './scope.ts';

/** What a notification keeps for when it is pressed. */
interface Kept {
  path: string;
  pass?: string;
}

const ICON = '/icons/icon-192.png';
const BADGE = '/icons/badge-96.png';
const DECLINE = 'decline';
const ANSWER = 'answer';

type Scope = Pick<WorkerScope, 'registration' | 'clients' | 'navigator' | 'location'>;

/** Shows what was pushed, or takes it away: [PN30]. */
export async function showPush(scope: Scope, payload: PushPayload): Promise<void> {
  const { registration } = scope;
  if ('badge' in payload) await setBadge(scope, payload.badge);
  if (payload.type === 'close') {
    for (const shown of await registration.getNotifications({ tag: payload.tag })) shown.close();
    return;
  }
  // Whoever has the app in front sees it there; a test is shown whatever is in front.
  if (payload.type !== 'notice' && (await windows(scope)).some(isInFront)) return;
  if (payload.type === 'call' && payload.until <= Date.now()) return;
  await registration.showNotification(payload.title, optionsOf(payload));
}

function optionsOf(payload: Exclude<PushPayload, { type: 'close' }>): NotificationOptions {
  const { tag, body, path } = payload;
  const kept: Kept = payload.type === 'call' ? { path, pass: payload.pass } : { path };
  const common = { tag, body, icon: ICON, badge: BADGE, data: kept };
  if (payload.type === 'call') {
    const actions = [
      { action: ANSWER, title: payload.answer },
      { action: DECLINE, title: payload.decline },
    ];
    return withMore(common, { requireInteraction: true, renotify: true, vibrate: [300, 200, 300, 200, 300], actions });
  }
  if (payload.type === 'notice') return withMore(common, { renotify: true });
  return withMore(common, { renotify: payload.quiet !== true, timestamp: payload.at });
}

/** Options that browsers know and the DOM's types don't. */
function withMore(options: NotificationOptions, more: object): NotificationOptions {
  return { ...options, ...more };
}

/** Does what the pressed notification, or its action, is for: [PN9] [PN31]. */
export async function pressed(scope: Scope, notification: Notification, action: string): Promise<void> {
  notification.close();
  const { path, pass } = notification.data as Kept;
  if (action === DECLINE && pass !== undefined) return decline(scope, pass);
  const open = await windows(scope);
  const window = open.find(isInFront) ?? open.find(({ visibilityState }) => visibilityState === 'visible') ?? open[0];
  if (window === undefined) {
    await scope.clients.openWindow(scope.location.origin + path);
    return;
  }
  await window.focus();
  window.postMessage({ yiqi: 'go', path });
}

async function decline({ location }: Scope, pass: string): Promise<void> {
  await fetch(`${location.origin}/api/v1/push/decline`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pass }),
  });
}

async function setBadge({ navigator }: Scope, count: number): Promise<void> {
  if (count > 0) await navigator.setAppBadge?.(count).catch(() => undefined);
  else await navigator.clearAppBadge?.().catch(() => undefined);
}

function windows({ clients }: Scope): Promise<readonly WindowClient[]> {
  return clients.matchAll({ type: 'window', includeUncontrolled: true });
}

function isInFront({ focused, visibilityState }: WindowClient): boolean {
  return focused && visibilityState === 'visible';
}
