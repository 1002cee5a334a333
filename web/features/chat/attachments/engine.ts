import type { Client } from '#client/api.ts';
import { systemTimers } from '#client/ports.ts';
import { Deliveries } from '#client/uploads/deliveries.ts';
import { FileLinks } from '#client/uploads/file-links.ts';
import { tusOf } from '#client/uploads/tus.ts';
import { Uploads } from '#client/uploads/uploads.ts';

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
  const engine = { uploads, deliveries: new Deliveries(client, uploads), links: new FileLinks(client, systemTimers) };
  engines.set(client, engine);
  client.on('status', ({ at }) => at === 'online' && uploads.wake());
  client.on('signed-out', () => {
    engine.deliveries.clear();
    engines.delete(client);
  });
  addEventListener('beforeunload', (event) => {
    // Uploads don't outlive the page: the browser asks.
    if (engine.deliveries.all().length > 0) event.preventDefault();
  });
  return engine;
}
