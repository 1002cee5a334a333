import type { Client } from '#client/api.ts';
import { systemTimers } from '#client/ports.ts';
import { Deliveries } from '#client/uploads/deliveries.ts';
import { FileLinks } from '#client/uploads/file-links.ts';
import { noKeeper } from '#client/uploads/keeper.ts';
import { tusOf } from '#client/uploads/tus.ts';
import { Uploads } from '#client/uploads/uploads.ts';
import { failureText } from '#protocol/failures.ts';
import { currentLanguage } from '#web/i18n/language.ts';
import { showToast } from '#web/ui/toast.tsx';
import { openUploadKeeper } from './upload-keeper.ts';

/** What moves the files of one client. */
export interface Engine {
  uploads: Uploads;
  deliveries: Deliveries;
  links: FileLinks;
}

const engines = new WeakMap<Client, Engine>();

export function engineOf(client: Client): Engine {
  const known = engines.get(client);
  if (known !== undefined) return known;
  const uploads = new Uploads({ tus: tusOf(client), timers: systemTimers, random: Math.random });
  const user = client.me()?.id;
  const keeper = user === undefined ? noKeeper : openUploadKeeper({ user, locks: navigator.locks });
  const deliveries = new Deliveries(client, uploads, keeper);
  const engine = { uploads, deliveries, links: new FileLinks(client, systemTimers) };
  engines.set(client, engine);
  client.on('status', ({ at }) => {
    if (at !== 'online') return;
    uploads.wake();
    deliveries.wake();
  });
  deliveries.on('refused', ({ code }) => showToast(failureText(code, currentLanguage())));
  void deliveries.resume();
  client.on('signed-out', (reason) => {
    // Who only has to sign in again finds everything as it was.
    deliveries.clear(reason === 'session.expired' || reason === 'session.required');
    engines.delete(client);
  });
  addEventListener('beforeunload', (event) => {
    // What is too large to be kept doesn't outlive the page: the browser asks.
    if (engine.deliveries.wouldLose()) event.preventDefault();
  });
  return engine;
}
