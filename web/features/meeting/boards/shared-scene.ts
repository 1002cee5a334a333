import type * as Y from 'yjs';

/** What of an element of Excalidraw counts for keeping it the same everywhere. */
export interface Versioned {
  id: string;
  version: number;
  versionNonce: number;
  isDeleted: boolean;
  index?: string | null;
}

/** Whether `one` goes before `other`, as Excalidraw itself decides it: the higher version, then the lower nonce. */
export function goesBefore(one: Versioned, other: Versioned): boolean {
  if (one.version !== other.version) return one.version > other.version;
  return one.versionNonce < other.versionNonce;
}

export function isVersioned(value: unknown): value is Versioned {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, versionNonce } = value as Partial<Versioned>;
  return typeof id === 'string' && typeof version === 'number' && typeof versionNonce === 'number';
}

/** Writes what is newer on this screen than in the document. What was deleted is taken out. */
export function writeScene(doc: Y.Doc, shared: Y.Map<unknown>, scene: readonly Versioned[], origin: unknown): void {
  const known = (id: string) => {
    const value = shared.get(id);
    return isVersioned(value) ? value : undefined;
  };
  const changed = scene.filter((element) => {
    const stored = known(element.id);
    if (element.isDeleted) return stored !== undefined && !goesBefore(stored, element);
    return stored === undefined || goesBefore(element, stored);
  });
  if (changed.length === 0) return;
  doc.transact(() => {
    for (const element of changed) {
      if (element.isDeleted) shared.delete(element.id);
      // A copy: Excalidraw changes its elements in place.
      else shared.set(element.id, structuredClone(element));
    }
  }, origin);
}

/** The scene with what others changed: `remote` is what the document has of the `keys`, without those that are gone. */
export function mergeScene<Element extends Versioned>(
  scene: readonly Element[],
  remote: ReadonlyMap<string, Element>,
  keys: Iterable<string>,
  editing: (id: string) => boolean,
): Element[] {
  const merged = new Map(scene.map((element) => [element.id, element]));
  for (const key of keys) {
    const theirs = remote.get(key);
    const mine = merged.get(key);
    if (theirs === undefined) merged.delete(key);
    else if (mine === undefined || (goesBefore(theirs, mine) && !editing(key))) merged.set(key, theirs);
  }
  return [...merged.values()].sort(byPlace);
}

/** What lies lower comes first. */
function byPlace(one: Versioned, other: Versioned): number {
  const [a, b] = [one.index ?? '', other.index ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
