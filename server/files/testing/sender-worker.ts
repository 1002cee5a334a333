import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createClient } from '#client/client.ts';
import { openFileStore } from '#client/store/file-store.ts';
import { Deliveries } from '#client/uploads/deliveries.ts';
import type { KeptDelivery, UploadKeeper } from '#client/uploads/keeper.ts';
import { tusOf } from '#client/uploads/tus.ts';
import { Uploads } from '#client/uploads/uploads.ts';
import { FILES_PATH } from '#protocol/file-path.ts';
import { fastTimers } from '../../gateway/testing/fast-timers.ts';

/** A message of one file that waits in `kept.json`, with its bytes in a file of its name. */
export interface KeptFile {
  clientId: string;
  conversation: string;
  name: string;
  size: number;
  picture: boolean;
  upload?: string;
}

/**
 * A client process of the tests, made to be killed, which does what a browser's page does: it signs in by what is on the
 * disk, goes on with the uploads that wait there, and sends. It prints a line whenever more of something is on the server, and 'done' when nothing waits any more.
 */
const [origin = '', folder = ''] = process.argv.slice(2);
const list = `${folder}/kept.json`;
const read = (): KeptFile[] => JSON.parse(readFileSync(list, 'utf8')) as KeptFile[];

/** As a transaction of a browser's database: all of it, or nothing. */
function write(all: readonly KeptFile[]): void {
  writeFileSync(`${list}.new`, JSON.stringify(all), { flush: true });
  renameSync(`${list}.new`, list);
}

const keeper: UploadKeeper = {
  keep: async () => true,
  begun: async (clientId, _index, upload) =>
    write(read().map((one) => (one.clientId === clientId ? { ...one, upload } : one))),
  async drop(clientId) {
    const left = read().filter((one) => one.clientId !== clientId);
    write(left);
    if (left.length === 0) process.stdout.write('done\n');
  },
  adopt: async () => read().map(deliveryOf),
};

function deliveryOf({ clientId, conversation, name, size, picture, upload }: KeptFile): KeptDelivery {
  const source = {
    ...{ name, size, picture },
    async read(start: number, end: number) {
      const file = await open(`${folder}/${name}`);
      const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      await file.close();
      return buffer;
    },
  };
  const files = [{ source, ...(upload === undefined ? {} : { upload }) }];
  return { clientId, conversation, text: '', more: {}, at: 1, files };
}

const timers = fastTimers(5);
const store = await openFileStore(`${folder}/store`);
const client = createClient({ baseUrl: origin, store, keep: 'body', deviceName: 'killed', timers });
await client.start();
// It is signed in before it goes on: how its session is renewed is not what is tried here.
await client.request('GET', FILES_PATH);
const uploads = new Uploads({ tus: tusOf(client), timers, random: Math.random });
const deliveries = new Deliveries(client, uploads, keeper, timers);
const [{ conversation = '' } = {}] = read();
if (conversation !== '') client.open(conversation);
const sent = new Map<number, number>();
uploads.on('changed', (key) => {
  const view = uploads.view(key);
  const now = view === undefined ? -1 : view.sent + (view.at === 'ready' ? 1 : 0);
  if (now > (sent.get(key) ?? 0)) process.stdout.write('further\n');
  sent.set(key, now);
});
await deliveries.resume();
if (conversation === '') process.stdout.write('done\n');
