import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { KeptDelivery } from '#client/uploads/keeper.ts';
import { sourceOf } from './local-pictures.ts';
import { openUploadKeeper } from './upload-keeper.ts';

/** `navigator.locks` of one browser with several pages; a page that is closed lets go of its own. */
class Locks {
  readonly taken = new Map<string, number>();
  page = 1;

  ofPage() {
    const { page, taken } = this;
    const request = async (name: string, _options: unknown, work: (lock: unknown) => unknown) => {
      const owner = taken.get(name);
      if (owner === undefined) taken.set(name, page);
      return work(owner === undefined ? {} : null);
    };
    return { request } as unknown as LockManager;
  }

  close(page: number) {
    for (const [name, owner] of this.taken) if (owner === page) this.taken.delete(name);
  }
}

let names = 0;

function delivery(clientId: string, ...texts: string[]): KeptDelivery {
  const files = texts.map((text, index) => ({
    source: sourceOf(new File([text], `${index}.txt`, { type: 'text/plain' }), undefined, false),
  }));
  return { clientId, conversation: 'c', text: 'look', more: { replyTo: 3 }, at: 5, files };
}

function world() {
  const locks = new Locks();
  names += 1;
  const name = `kept-${names}`;
  const page = (user = 'u', room = 1000) => {
    const keeper = openUploadKeeper({ user, name, locks: locks.ofPage(), room: async () => room });
    locks.page += 1;
    return keeper;
  };
  return { locks, page };
}

async function texts(kept: KeptDelivery | undefined): Promise<string[]> {
  const read = (kept?.files ?? []).map(({ source }) => source.read(0, source.size));
  return (await Promise.all(read)).map((bytes) => new TextDecoder().decode(bytes));
}

test('[FI70] what was on its way is there in the next life of the page, with its bytes and where it was', async () => {
  const { locks, page } = world();
  const one = page();
  expect(await one.keep(delivery('a-1', 'one', 'two'))).toBe(true);
  await one.begun('a-1', 1, 'f_x');
  // Another tab lets the page that lives go on.
  expect(await page().adopt()).toEqual([]);
  locks.close(1);
  const [kept] = await page().adopt();
  expect([kept?.clientId, kept?.text, kept?.more]).toEqual(['a-1', 'look', { replyTo: 3 }]);
  expect(kept?.files.map(({ upload, source }) => [source.name, upload])).toEqual([
    ['0.txt', undefined],
    ['1.txt', 'f_x'],
  ]);
  expect(await texts(kept)).toEqual(['one', 'two']);
});

test('[FI71] nobody gets what another person was sending, and what is over is gone', async () => {
  const { locks, page } = world();
  const one = page();
  await one.keep(delivery('b-1', 'mine'));
  locks.close(1);
  expect(await page('other').adopt()).toEqual([]);
  const again = page();
  expect(await again.adopt()).toHaveLength(1);
  await again.drop('b-1');
  locks.close(3);
  expect(await page().adopt()).toEqual([]);
});

test('[FI72] what is larger than there is room for is not kept', async () => {
  const { page } = world();
  expect(await page('u', 3).keep(delivery('c-1', 'four'))).toBe(false);
});
