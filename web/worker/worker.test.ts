import { beforeEach, expect, test, vi } from 'vitest';
import type { PushPayload } from '#protocol/push-payload.ts';
import { openedBy } from '../app/pwa/links.ts';
import { standingOf } from '../app/pwa/push-device.ts';
import { pressed, showPush } from './notices.ts';
import type { WindowClient } from './scope.ts';
import { keepShare, takeShare } from './shares.ts';
import { Shell } from './shell.ts';

/** Caches as browsers have them, as far as the worker uses them. */
class FakeCaches {
  readonly all = new Map<string, Map<string, Response>>();
  fetched: string[] = [];

  async open(name: string) {
    const entries = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, entries);
    const pathOf = (key: Request | string) =>
      (typeof key === 'string' ? new URL(key, ORIGIN) : new URL(key.url)).pathname;
    return {
      addAll: async (paths: string[]) => {
        for (const path of paths) entries.set(path, new Response(`${name}${path}`));
      },
      put: async (key: Request | string, answer: Response) => void entries.set(pathOf(key), answer),
      match: async (key: Request | string) => entries.get(pathOf(key))?.clone(),
      delete: async (key: Request | string) => entries.delete(pathOf(key)),
      keys: async () => [...entries.keys()].map((path) => new Request(ORIGIN + path)),
    } as unknown as Cache;
  }
  async keys() {
    return [...this.all.keys()];
  }
  async delete(name: string) {
    return this.all.delete(name);
  }
  async match(key: Request | string) {
    for (const name of this.all.keys()) {
      const found = await (await this.open(name)).match(key as string);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const ORIGIN = 'https://yiqi.example';
let caches: FakeCaches;
beforeEach(() => {
  caches = new FakeCaches();
});

function shellOf(version: string, fetch: (request: Request | string) => Promise<Response>) {
  const built = { version, first: ['/assets/a.js'], assets: ['/assets/a.js', '/assets/b.js'] };
  return new Shell({ built, origin: ORIGIN, caches: caches as unknown as CacheStorage, fetch });
}

const request = (path: string, more: object = {}) => {
  const made = new Request(ORIGIN + path, more);
  if ((more as { page?: true }).page) Object.defineProperty(made, 'mode', { value: 'navigate' });
  return made;
};
const offline = async () => Promise.reject(new TypeError('no connection'));

test('the page is the server’s while there is one, and the kept one without', async () => {
  const online = shellOf('1', async () => new Response('fresh'));
  await online.install();
  expect(await (await online.answer(request('/c/1', { page: true })))?.text()).toBe('fresh');
  const away = shellOf('1', offline);
  expect(await (await away.answer(request('/c/1', { page: true })))?.text()).toBe('yiqi-shell-1/');
  expect(await (await away.answer(request('/assets/a.js')))?.text()).toBe('yiqi-shell-1/assets/a.js');
});

test('answers of the API, files, sockets and what others serve are left alone, and never kept', async () => {
  const shell = shellOf('1', async () => new Response('x'));
  for (const path of ['/api/v1/me', '/api/v1/files/f/original', '/rtc', '/metrics', '/assets/unknown.js'])
    expect(shell.answer(request(path))).toBeUndefined();
  expect(shell.answer(request('/api/docs', { page: true }))).toBeUndefined();
  expect(shell.answer(request('/assets/a.js', { method: 'POST' }))).toBeUndefined();
  expect(shell.answer(request('/assets/a.js', { headers: { range: 'bytes=0-1' } }))).toBeUndefined();
  expect(shell.answer(new Request('https://elsewhere.example/assets/a.js'))).toBeUndefined();
});

test('a part is fetched once; with a new version, old pages and parts that it lacks go', async () => {
  const fetch = vi.fn(async () => new Response('part'));
  const first = shellOf('1', fetch);
  await first.install();
  await first.answer(request('/assets/b.js'));
  await vi.waitFor(async () => expect(await caches.match('/assets/b.js')).toBeDefined());
  await first.answer(request('/assets/b.js'));
  expect(fetch).toHaveBeenCalledTimes(1);
  await (await caches.open('yiqi-assets')).put('/assets/old.js', new Response('old'));
  const second = shellOf('2', fetch);
  await second.install();
  await second.activate();
  expect([...caches.all.keys()].sort()).toEqual(['yiqi-assets', 'yiqi-shell-2']);
  expect(await caches.match('/assets/old.js')).toBeUndefined();
  expect(await caches.match('/assets/b.js')).toBeDefined();
});

function scopeWith(windows: Partial<WindowClient>[] = []) {
  const shown: { title: string; options: NotificationOptions; close: () => void }[] = [];
  const scope = {
    location: { origin: ORIGIN },
    navigator: { setAppBadge: vi.fn(async () => {}), clearAppBadge: vi.fn(async () => {}) },
    registration: {
      showNotification: async (title: string, options: NotificationOptions) =>
        void shown.push({ title, options, close: () => shown.splice(0) }),
      getNotifications: async ({ tag }: { tag?: string } = {}) =>
        shown.filter(({ options }) => options.tag === tag) as unknown as Notification[],
    },
    clients: {
      matchAll: async () => windows as WindowClient[],
      openWindow: vi.fn(async () => {}),
      claim: async () => {},
    },
  };
  return { scope, shown };
}

const message: PushPayload = {
  ...{ type: 'message', tag: 'c_1', title: 'Ann', body: 'hello', path: '/c/c_1', badge: 3, at: 1 },
};

test('[PN30] a message is shown under its tag with the badge, and closed when it was read elsewhere', async () => {
  const { scope, shown } = scopeWith();
  await showPush(scope, message);
  expect(shown.map(({ title, options }) => [title, options.body, options.tag])).toEqual([['Ann', 'hello', 'c_1']]);
  expect(scope.navigator.setAppBadge).toHaveBeenCalledWith(3);
  await showPush(scope, { type: 'close', tag: 'c_1', badge: 0 });
  expect(shown).toEqual([]);
  expect(scope.navigator.clearAppBadge).toHaveBeenCalled();
});

test('[PN30] nothing is shown while the app is in front, but a test; a call that is over does not ring', async () => {
  const { scope, shown } = scopeWith([{ focused: true, visibilityState: 'visible' }]);
  await showPush(scope, message);
  expect(shown).toEqual([]);
  await showPush(scope, { type: 'notice', tag: 'test', title: 'x', body: 'y', path: '/' });
  expect(shown.length).toBe(1);
  const away = scopeWith();
  const call = { type: 'call', tag: 'call:1', title: 'Ann', body: '', path: '/', answer: 'a', decline: 'b', pass: 'p' };
  await showPush(away.scope, { ...call, until: Date.now() - 1 } as PushPayload);
  expect(away.shown).toEqual([]);
  await showPush(away.scope, { ...call, until: Date.now() + 30_000 } as PushPayload);
  expect(away.shown[0]?.options).toMatchObject({
    requireInteraction: true,
    actions: [{ action: 'answer' }, { action: 'decline' }],
  });
});

test('[PN31] pressing one goes to a window that is open, or opens one; declining needs none', async () => {
  const note = (data: object) => ({ close: vi.fn(), data }) as unknown as Notification;
  const window = {
    url: ORIGIN,
    focused: false,
    visibilityState: 'hidden' as const,
    focus: vi.fn(),
    postMessage: vi.fn(),
  };
  await pressed(scopeWith([window]).scope, note({ path: '/c/1' }), '');
  expect(window.postMessage).toHaveBeenCalledWith({ yiqi: 'go', path: '/c/1' });
  const none = scopeWith();
  await pressed(none.scope, note({ path: '/c/1' }), '');
  expect(none.scope.clients.openWindow).toHaveBeenCalledWith(`${ORIGIN}/c/1`);
  const asked = vi.fn(async (_url: string, _init: RequestInit) => new Response());
  vi.stubGlobal('fetch', asked);
  await pressed(scopeWith([window]).scope, note({ path: '/', pass: 'p' }), 'decline');
  expect(asked.mock.calls[0]?.[0]).toBe(`${ORIGIN}/api/v1/push/decline`);
  expect(asked.mock.calls[0]?.[1].body).toBe('{"pass":"p"}');
  vi.unstubAllGlobals();
});

test('what is shared waits for the window that takes it, once', async () => {
  const form = new FormData();
  for (const [name, value] of [
    ['title', 'A page'],
    ['text', 'look'],
    ['url', 'https://a.example'],
  ] as const)
    form.append(name, value);
  form.append('files', new File(['abc'], '图 1.txt', { type: 'text/plain' }));
  await keepShare(caches as unknown as CacheStorage, form);
  const taken = await takeShare(caches as unknown as CacheStorage);
  expect(taken?.text).toBe('A page\nlook\nhttps://a.example');
  expect(taken?.files.map(({ name, type, size }) => [name, type, size])).toEqual([['图 1.txt', 'text/plain', 3]]);
  expect(await takeShare(caches as unknown as CacheStorage)).toBeUndefined();
});

test('what the system opens the app with leads to where it should, and nowhere else', () => {
  const call = `v_${'a'.repeat(20)}`;
  expect(openedBy(`/?answer=${call}`)).toEqual({ ask: 'answer', call });
  expect(openedBy('/?answer=../evil')).toEqual({ ask: 'go', path: '/' });
  expect(openedBy('/open?link=web%2Byiqi%3Am%2F123456789')).toEqual({ ask: 'go', path: '/m/123456789' });
  expect(openedBy('/open?link=https://elsewhere.example')).toEqual({ ask: 'go', path: '/' });
  expect(openedBy('/share')).toEqual({ ask: 'share' });
  expect(openedBy('/c/c_1')).toBeUndefined();
});

test('[PN32] how notifications stand is told as it is', () => {
  const able = {
    secure: true,
    worker: true,
    push: true,
    permission: 'default',
    apple: false,
    installed: false,
  } as const;
  expect(standingOf(able)).toBeUndefined();
  expect(standingOf({ ...able, permission: 'denied' })).toBe('denied');
  expect(standingOf({ ...able, secure: false })).toBe('insecure');
  expect(standingOf({ ...able, push: false })).toBe('unsupported');
  expect(standingOf({ ...able, push: false, apple: true })).toBe('needs-install');
  expect(standingOf({ ...able, apple: true, installed: true })).toBeUndefined();
});
