import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '#client/client.ts';
import { openIndexedDbStore } from '#client/store/indexed-db-store.ts';
import { followActivity } from './app/activity.ts';
import { App } from './app/app.tsx';
import { openBrowserSocket } from './app/browser-socket.ts';
import { deviceClass, deviceName } from './app/device-name.ts';
import { clearDrafts } from './app/drafts.ts';
import { clearKeptFaces } from './app/kept-faces.ts';
import { followKeyboard } from './app/keyboard.ts';
import { clearSearches } from './app/recent-searches.ts';
import { tellStoreFull } from './app/store-full.ts';
import { startTheme } from './app/theme.ts';
import { currentLanguage, followLanguage } from './i18n/language.ts';
import './ui/styles/index.css';

startTheme();
followLanguage();
followKeyboard();
const root = document.querySelector('#app');
if (root === null) throw new Error('index.html has no #app');

const client = createClient({
  baseUrl: location.origin,
  store: await openIndexedDbStore(undefined, { onFull: tellStoreFull }),
  keep: 'cookie',
  deviceName: deviceName(navigator.userAgent),
  deviceClass: deviceClass(navigator.userAgent, navigator.maxTouchPoints),
  language: currentLanguage(),
  openSocket: openBrowserSocket,
  ...(navigator.locks && { locks: navigator.locks }),
  openChannel: (name) => new BroadcastChannel(name),
});
addEventListener('online', () => client.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && client.wake());
client.on('signed-out', (reason) => {
  if (reason !== undefined) return;
  clearDrafts();
  clearSearches();
  clearKeptFaces();
});
followActivity(client);
void client.start();
// The build makes what this needs. It comes last, so that nothing of the first screen waits for it.
if (import.meta.env.PROD) {
  const begin = () => {
    const start = import('./app/pwa/start.tsx').then(({ startApp }) => startApp(client));
    start.catch(() => undefined);
  };
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin);
}

createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
