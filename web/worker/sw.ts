import type { PushPayload } from '#protocol/push-payload.ts';
import { pressed, showPush } from './notices.ts';
import { BEGIN, type WorkerScope } from './scope.ts';
import { keepShare } from './shares.ts';
import { type Built, Shell } from './shell.ts';

/** Put in by the build. */
declare const YIQI_BUILT: Built;

const scope = self as unknown as WorkerScope;
const shell = new Shell({
  ...{ built: YIQI_BUILT, origin: scope.location.origin, caches },
  fetch: (request) => fetch(request),
});

scope.addEventListener('install', (event) => event.waitUntil(shell.install()));
scope.addEventListener('activate', (event) => event.waitUntil(shell.activate().then(() => scope.clients.claim())));
scope.addEventListener('message', ({ data }) => {
  if (data === BEGIN) void scope.skipWaiting();
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'POST' && new URL(request.url).pathname === '/share') {
    event.respondWith(takenShare(request));
    return;
  }
  const answer = shell.answer(request);
  if (answer !== undefined) event.respondWith(answer);
});
scope.addEventListener('push', (event) => {
  const payload = event.data?.json() as PushPayload | undefined;
  if (payload !== undefined) event.waitUntil(showPush(scope, payload));
});
scope.addEventListener('notificationclick', (event) => {
  event.waitUntil(pressed(scope, event.notification, event.action));
});
// What waits to be sent is the windows': one that sleeps is woken when there is a connection again.
scope.addEventListener('sync', (event) => event.waitUntil(wakeWindows()));

async function takenShare(request: Request): Promise<Response> {
  await keepShare(caches, await request.formData());
  return Response.redirect('/share', 303);
}

async function wakeWindows(): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const window of windows) window.postMessage({ yiqi: 'wake' });
}
