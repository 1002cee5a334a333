import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepPage, loadPart, PartMissing } from './load-part.ts';

const reload = vi.fn();
let kept: Map<string, string>;
let online: boolean;

beforeEach(() => {
  kept = new Map();
  online = true;
  reload.mockReset();
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('navigator', {
    get onLine() {
      return online;
    },
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

/** Begins to load what is gone, until the page is loaded again. */
async function lose(): Promise<void> {
  const reloaded = new Promise<void>((resolve) => reload.mockImplementation(resolve));
  void loadPart(gone);
  await reloaded;
}

test('what is there is given', async () => {
  await expect(loadPart(() => Promise.resolve('part'))).resolves.toBe('part');
  expect(reload).not.toHaveBeenCalled();
});

test('what is gone loads the page again, once', async () => {
  await lose();
  await expect(loadPart(gone)).rejects.toBeInstanceOf(PartMissing);
  expect(reload).toHaveBeenCalledTimes(1);
});

test('a page with a meeting in it stays, and one without connection', async () => {
  const release = keepPage();
  await expect(loadPart(gone)).rejects.toBeInstanceOf(PartMissing);
  release();
  online = false;
  await expect(loadPart(gone)).rejects.toBeInstanceOf(PartMissing);
  expect(reload).not.toHaveBeenCalled();
  online = true;
  await lose();
  expect(reload).toHaveBeenCalledTimes(1);
});
