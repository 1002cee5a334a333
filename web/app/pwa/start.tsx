import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Client } from '#client/api.ts';
import { callWish } from '#web/features/calls/wishes.ts';
import type { FromWorker } from '#web/worker/scope.ts';
import { takeShare } from '#web/worker/shares.ts';
import { ClientProvider } from '../client.tsx';
import { navigate } from '../navigation.ts';
import { followBadge } from './badge.ts';
import { followInstallOffer } from './install.ts';
import { openedBy } from './links.ts';
import { keepPush } from './push-device.ts';
import { ShareSheet } from './share-sheet.tsx';
import { UpdateNotice } from './update-notice.tsx';
import { startWorker, wakeWhenOnline } from './worker.ts';

/** What makes the page an app: it starts without a connection, takes what the system gives it, and is told of news. */
export async function startApp(client: Client): Promise<void> {
  followInstallOffer();
  followBadge(client);
  open(client, location.pathname + location.search);
  if (!('serviceWorker' in navigator)) return;
  const registration = await startWorker({
    onUpdate: (begin) => draw(client, (close) => <UpdateNotice onBegin={begin} onClose={close} />),
    onMessage: (message) => receive(client, message),
  });
  wakeWhenOnline(registration);
  await whenOnline(client);
  await keepPush(client);
}

function receive(client: Client, message: FromWorker): void {
  if (message.yiqi === 'wake') client.wake();
  else if (!open(client, message.path)) navigate(message.path);
}

/** Whether the address asks for something besides a place. */
function open(client: Client, path: string): boolean {
  const opened = openedBy(path);
  if (opened === undefined) return false;
  if (opened.ask === 'go') navigate(opened.path, { replace: true });
  else navigate('/', { replace: true });
  if (opened.ask === 'answer') {
    void whenOnline(client).then(() => callWish.set({ do: 'answer', call: opened.call, camera: false }));
  }
  if (opened.ask === 'share') void share(client);
  return true;
}

async function share(client: Client): Promise<void> {
  const shared = await takeShare(caches);
  if (shared === undefined) return;
  await whenOnline(client);
  draw(client, (close) => <ShareSheet share={shared} onClose={close} />);
}

function whenOnline(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.status().at !== 'online') return;
      stop();
      resolve();
    };
    const stop = client.subscribe(look);
    look();
  });
}

/** Draws something beside the app, which knows nothing of it, until it is closed. */
function draw(client: Client, content: (close: () => void) => ReactNode): void {
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  const close = () => {
    root.unmount();
    place.remove();
  };
  root.render(<ClientProvider client={client}>{content(close)}</ClientProvider>);
}
