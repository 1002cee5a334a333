import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { goesBefore, isVersioned, mergeScene, type Versioned, writeScene } from './shared-scene.ts';

function element(id: string, version: number, versionNonce = 1, more: Partial<Versioned> = {}): Versioned {
  return { id, version, versionNonce, isDeleted: false, index: id, ...more };
}

/** One screen: a drawing, and the document that it is kept the same with. */
class Screen {
  readonly doc = new Y.Doc();
  readonly shared = this.doc.getMap<unknown>('elements');
  scene: Versioned[] = [];
  #dirty = false;

  constructor(client: number) {
    this.doc.clientID = client;
    this.shared.observe((event, { origin }) => {
      if (origin !== this) this.#merge(event.keysChanged);
    });
  }

  draw(id: string, nonce: number): void {
    const known = this.scene.find((one) => one.id === id);
    const next = element(id, (known?.version ?? 0) + 1, nonce);
    this.scene = [...this.scene.filter((one) => one.id !== id), next];
    this.#dirty = true;
  }

  erase(id: string): void {
    this.scene = this.scene.map((one) => (one.id === id ? { ...one, isDeleted: true, version: one.version + 1 } : one));
    this.#dirty = true;
  }

  write(): void {
    if (this.#dirty) writeScene(this.doc, this.shared, this.scene, this);
    this.#dirty = false;
  }

  shown(): string {
    return JSON.stringify(this.scene.filter((one) => !one.isDeleted).sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  #merge(keys: Iterable<string>): void {
    const wanted = [...keys];
    const values = wanted.map((key) => this.shared.get(key)).filter(isVersioned);
    const remote = new Map(values.map((value) => [value.id, value]));
    this.scene = mergeScene(this.scene, remote, wanted, () => false);
    this.#dirty = true; // As Excalidraw tells of every change.
  }
}

function exchange(screens: readonly Screen[]): void {
  for (let round = 0; round < 6; round++) {
    for (const screen of screens) screen.write();
    for (const one of screens) for (const other of screens) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc));
  }
}

const step = fc.record({
  who: fc.nat(2),
  do: fc.constantFrom('draw', 'erase', 'write', 'exchange'),
  id: fc.constantFrom('a', 'b', 'c'),
  nonce: fc.nat(99),
});

test('[BO11] whatever people draw and erase at the same time, all see the same', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const screens = [1, 2, 3].map((client) => new Screen(client));
      for (const { who, do: what, id, nonce } of steps) {
        const screen = screens[who] as Screen;
        if (what === 'draw') screen.draw(id, nonce);
        if (what === 'erase') screen.erase(id);
        if (what === 'write') screen.write();
        if (what === 'exchange') exchange(screens);
      }
      exchange(screens);
      expect(new Set(screens.map((screen) => screen.shown())).size).toBe(1);
    }),
    { numRuns: 300, seed: 5 },
  );
});

test('what is being drawn on this screen is not taken from under the hand', () => {
  const scene = [element('a', 2), element('b', 2)];
  const remote = new Map([element('a', 5), element('b', 5)].map((one) => [one.id, one]));
  const merged = mergeScene(scene, remote, ['a', 'b'], (id) => id === 'a');
  expect(merged.map(({ version }) => version)).toEqual([2, 5]);
});

test('the higher version goes before, then the lower nonce; what is no element is none', () => {
  expect(goesBefore(element('a', 2), element('a', 1))).toBe(true);
  expect(goesBefore(element('a', 2, 1), element('a', 2, 2))).toBe(true);
  expect(goesBefore(element('a', 2, 2), element('a', 2, 2))).toBe(false);
  for (const value of [null, 1, 'a', {}, { id: 1, version: 1, versionNonce: 1 }])
    expect(isVersioned(value)).toBe(false);
});
