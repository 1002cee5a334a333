import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import type { Client, SendMore } from '../api.ts';
import { systemTimers } from '../ports.ts';
import { Deliveries } from './deliveries.ts';
import type { KeptDelivery, UploadKeeper } from './keeper.ts';
import type { UploadSource } from './source.ts';
import type { Tus } from './tus.ts';
import { Uploads } from './uploads.ts';

/** What outlives a page, and what the server knows. */
class World {
  readonly kept = new Map<string, KeptDelivery>();
  readonly server = new Map<string, { size: number; received: number }>();
  readonly sent: { clientId: string; ids: string[] }[] = [];
  /** Parts go nowhere. */
  cut = false;
  begun = 0;
  readonly scheduled: { clientId: string; at: number }[] = [];
  /** Thrown by scheduling, once each. */
  readonly faults: Failure[] = [];

  readonly keeper: UploadKeeper = {
    keep: async (delivery) => {
      this.kept.set(delivery.clientId, delivery);
      return true;
    },
    begun: async (clientId, index, upload) => {
      const row = this.kept.get(clientId);
      if (row === undefined) return;
      const files = row.files.map((file, at) => (at === index ? { ...file, upload } : file));
      this.kept.set(clientId, { ...row, files });
    },
    drop: async (clientId) => void this.kept.delete(clientId),
    adopt: async () => [...this.kept.values()],
  };

  readonly tus: Tus = {
    begin: async ({ size }) => {
      this.begun += 1;
      const id = `f_${this.begun}`;
      this.server.set(id, { size, received: 0 });
      return { id, offset: 0, length: size };
    },
    look: async (id) => {
      const { size, received } = this.#of(id);
      const file = { id, name: 'n', size, type: 'text/plain' };
      return { id, offset: received, length: size, ...(received === size ? { file } : {}) };
    },
    append: async (id, offset, bytes) => {
      if (this.cut) throw new Failure('network.unreachable');
      const file = this.#of(id);
      assert.equal(offset, file.received);
      file.received += bytes.length;
    },
    illustrate: async () => {},
    remove: async (id) => void this.server.delete(id),
  };

  #of(id: string) {
    const file = this.server.get(id);
    if (file === undefined) throw new Failure('file.unknown');
    return file;
  }

  /** A life of the page. */
  page() {
    const timers = { now: systemTimers.now, after: (_ms: number, call: () => void) => systemTimers.after(0, call) };
    const uploads = new Uploads({ tus: this.tus, timers, random: () => 0.5 });
    const client = {
      send: (_id: string, _text: string, more: SendMore = {}) => {
        const { content, clientId = '' } = more;
        const items = content?.type === 'files' ? content.items : content?.type === 'voice' ? [content.file] : [];
        this.sent.push({ clientId, ids: items.map(({ id }) => id) });
        return clientId;
      },
      call: (async (name: string, params: { clientId: string; at: number }) => {
        assert.equal(name, 'message.schedule');
        const fault = this.faults.shift();
        if (fault !== undefined) throw fault;
        this.scheduled.push({ clientId: params.clientId, at: params.at });
        return {};
      }) as unknown as Client['call'],
    };
    return { uploads, deliveries: new Deliveries(client, uploads, this.keeper, timers) };
  }
}

function source(size: number): UploadSource {
  return { name: 'n', size, picture: false, read: async (start, end) => new Uint8Array(end - start) };
}

function until(uploads: Uploads, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = uploads.on('changed', () => {
      if (!holds()) return;
      stop();
      resolve();
    });
    if (holds()) resolve();
  });
}

test('[FI70] a message whose page was closed goes on where the server is, and is the same message', async () => {
  const world = new World();
  const before = world.page();
  before.deliveries.send({ conversation: 'c', text: 'look', more: {} }, [source(900_000)], 5);
  await until(before.uploads, () => (before.deliveries.all()[0]?.files[0]?.upload.sent ?? 0) > 0);
  world.cut = true;
  const clientId = before.deliveries.all()[0]?.clientId;
  const received = world.server.get('f_1')?.received ?? 0;
  assert.ok(received > 0 && received < 900_000);
  assert.equal(before.deliveries.wouldLose(), false);
  before.deliveries.clear(true);
  world.cut = false;
  const after = world.page();
  await after.deliveries.resume();
  await until(after.uploads, () => world.sent.length > 0);
  assert.deepEqual([world.sent, world.begun], [[{ clientId, ids: ['f_1'] }], 1]);
});

test('[FI70] what the server has forgotten meanwhile goes up anew', async () => {
  const world = new World();
  world.kept.set('one', {
    clientId: 'one',
    conversation: 'c',
    text: '',
    more: {},
    at: 1,
    files: [{ source: source(5), upload: 'f_gone' }],
  });
  const { uploads, deliveries } = world.page();
  await deliveries.resume();
  await until(uploads, () => world.sent.length > 0);
  assert.deepEqual(world.sent, [{ clientId: 'one', ids: ['f_1'] }]);
});

test('[FI70] what is taken back is not kept', async () => {
  const world = new World();
  world.cut = true;
  const { uploads, deliveries } = world.page();
  deliveries.send({ conversation: 'c', text: '', more: {}, voice: { ms: 9, wave: '0' } }, [source(5)], 5);
  await until(uploads, () => world.begun > 0);
  assert.equal(world.kept.size, 1);
  deliveries.discard(deliveries.all()[0]?.key ?? 0);
  assert.equal(world.kept.size, 0);
});

function gone(deliveries: Deliveries): Promise<void> {
  return new Promise((resolve) => {
    const stop = deliveries.on('changed', () => {
      if (deliveries.all().length > 0) return;
      stop();
      resolve();
    });
  });
}

test('[FI33] what is to go out later is handed over once its files are there, again where that may help', async () => {
  const world = new World();
  world.faults.push(new Failure('network.unreachable'));
  const { deliveries } = world.page();
  const refused: string[] = [];
  deliveries.on('refused', ({ code }) => refused.push(code));
  const over = gone(deliveries);
  deliveries.send({ conversation: 'c', text: '', more: {}, later: 99 }, [source(5)], 5);
  const clientId = deliveries.all()[0]?.clientId;
  await over;
  assert.deepEqual([world.scheduled, world.sent, refused], [[{ clientId, at: 99 }], [], []]);
  assert.equal(world.kept.size, 0);
  world.faults.push(new Failure('scheduled.full'));
  const never = gone(deliveries);
  deliveries.send({ conversation: 'c', text: '', more: {}, later: 99 }, [source(5)], 5);
  await never;
  await Promise.resolve();
  assert.deepEqual([world.scheduled.length, refused], [1, ['scheduled.full']]);
});
