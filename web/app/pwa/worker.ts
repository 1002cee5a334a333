import { BEGIN, type FromWorker } from '#web/worker/scope.ts';

const WORKER = '/sw.js';
/** An app that stays open for days asks for a new version this often, in ms. */
const ASK_MS = 3_600_000;

interface WorkerNews {
  /** A new version waits. Calling `begin` takes it, and loads the page anew. */
  onUpdate(begin: () => void): void;
  onMessage(message: FromWorker): void;
}

/** Installs the service worker, and tells of its news. Nothing is told the first time: what runs is what it keeps. */
export async function startWorker(news: WorkerNews): Promise<ServiceWorkerRegistration> {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data === 'object' && data !== null && 'yiqi' in data) news.onMessage(data as FromWorker);
  });
  const registration = await serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
  const look = () => {
    const { waiting } = registration;
    if (waiting === null || serviceWorker.controller === null) return;
    news.onUpdate(() => beginWith(waiting));
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  look();
  setInterval(() => void registration.update().catch(() => undefined), ASK_MS);
  return registration;
}

function beginWith(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage(BEGIN);
}

/** Asks the system to wake what waits to be sent when there is a connection again, where it does that. */
export function wakeWhenOnline(registration: ServiceWorkerRegistration): void {
  const { sync } = registration as { sync?: { register(tag: string): Promise<void> } };
  addEventListener('offline', () => void sync?.register('yiqi-outbox').catch(() => undefined));
}
