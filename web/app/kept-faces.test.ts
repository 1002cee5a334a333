import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearKeptFaces, keepFaces, keptFaces } from './kept-faces.ts';

let stored: Record<string, string>;

beforeEach(() => {
  stored = {};
  // As in a browser: what is stored are the object's own keys.
  const storage = Object.create({
    getItem: (key: string) => stored[key] ?? null,
    setItem(key: string, text: string) {
      stored[key] = text;
    },
    removeItem: (key: string) => delete stored[key],
  });
  vi.stubGlobal('localStorage', new Proxy(storage, { ownKeys: () => Object.keys(stored), getOwnPropertyDescriptor }));
});

afterEach(() => vi.unstubAllGlobals());

function getOwnPropertyDescriptor() {
  return { enumerable: true, configurable: true };
}

test('faces are there again after a reload, each person their own, the last 200', () => {
  const faces = new Map(Array.from({ length: 205 }, (_, n) => [`c${n}`, { count: n, users: [`u${n}`] }]));
  keepFaces('wei', faces);
  expect(keptFaces('wei').size).toBe(200);
  expect(keptFaces('wei').get('c204')).toEqual({ count: 204, users: ['u204'] });
  expect(keptFaces('wei').has('c4')).toBe(false);
  expect(keptFaces('lin').size).toBe(0);
});

test('what is stored but makes no sense is left out; signing out forgets all', () => {
  stored['yiqi.faces.wei'] = JSON.stringify([['c1', { count: 2, users: ['u1'] }], ['c2', { count: 'x' }], 7]);
  expect([...keptFaces('wei').keys()]).toEqual(['c1']);
  stored['yiqi.faces.wei'] = '{';
  expect(keptFaces('wei').size).toBe(0);
  clearKeptFaces();
  expect(stored).toEqual({});
});
