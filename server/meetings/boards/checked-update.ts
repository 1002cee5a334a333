import * as Y from 'yjs';
import { ELEMENTS_ROOT, FILES_ROOT, NOTES_ROOT } from '#protocol/board-limits.ts';
import type { BoardKind } from '#protocol/boards.ts';

/** What a value in a document may be nested, and how deep paragraphs may be in each other. */
const MOST_LEVELS = 24;
export const MOST_DEPTH = 64;

export const ROOTS: Readonly<Record<BoardKind, readonly string[]>> = {
  whiteboard: [ELEMENTS_ROOT, FILES_ROOT],
  notes: [NOTES_ROOT],
};

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];
type Doc = Pick<Y.Doc, 'store'>;

/** Why an update is not taken: it is none, it is none of such a document, or what it builds on is not there. */
export type UpdateFault = 'malformed' | 'foreign' | 'gap';

/** What is to know of an update before it is applied. `adds`: it does more than take away; `types`: what has something in it. */
export type Checked = { fault: UpdateFault } | { adds: boolean; types: Y.ID[] };

/**
 * Looks through bytes from outside without touching the document. What builds on something that the document doesn't have
 * would be kept by Yjs until that comes, perhaps for ever: it is refused, and whoever sent it sends all that is missing.
 */
export function checkUpdate(kind: BoardKind, doc: Doc, update: Uint8Array): Checked {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return { fault: 'malformed' };
  }
  const { structs, ds } = decoded;
  if (!structs.every(isSound)) return { fault: 'malformed' };
  const ends = endsOf(doc, structs);
  if (ends === undefined) return { fault: 'gap' };
  for (const [client, ranges] of ds.clients) {
    const end = ends.get(client) ?? known(doc, client);
    if (ranges.some(({ clock, len }) => !(clock + len <= end))) return { fault: 'gap' };
  }
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    if (!isOwn(kind, struct)) return { fault: 'foreign' };
    if (dependencies(struct).some((id) => id.clock >= (ends.get(id.client) ?? known(doc, id.client)))) {
      return { fault: 'gap' };
    }
  }
  const types = structs.filter((struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentType);
  return { adds: structs.length > 0, types: types.map(({ id }) => id) };
}

/** Nothing that is empty has a place, and places are counted in 32 bits. */
function isSound({ id, length }: Struct): boolean {
  return length >= 1 && id.clock + length <= 0xffff_ffff;
}

/** Up to where each client that wrote something is known afterwards; undefined when something is missing between. */
function endsOf(doc: Doc, structs: readonly Struct[]): Map<number, number> | undefined {
  const ends = new Map<number, number>();
  for (const struct of structs) {
    const { id, length } = struct;
    if (struct instanceof Y.Skip) return undefined;
    const end = ends.get(id.client) ?? known(doc, id.client);
    if (id.clock > end) return undefined;
    ends.set(id.client, Math.max(end, id.clock + length));
  }
  return ends;
}

function known({ store }: Doc, client: number): number {
  return Y.getState(store, client);
}

function dependencies({ origin, rightOrigin, parent }: Y.Item): Y.ID[] {
  return [origin, rightOrigin, parent].filter((one): one is Y.ID => one instanceof Y.ID);
}

function isOwn(kind: BoardKind, { parent, content }: Y.Item): boolean {
  const root: unknown = parent;
  if (typeof root === 'string' && !ROOTS[kind].includes(root)) return false;
  if (content instanceof Y.ContentDeleted) return true;
  if (content instanceof Y.ContentAny) return content.arr.every((value) => isShallow(value, MOST_LEVELS));
  if (kind === 'whiteboard') return false;
  if (content instanceof Y.ContentFormat) return isShallow(content.value, MOST_LEVELS);
  if (content instanceof Y.ContentType)
    return content.type instanceof Y.XmlElement || content.type instanceof Y.XmlText;
  return content instanceof Y.ContentString;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  if (levels === 0) return false;
  return Object.values(value).every((one) => isShallow(one, levels - 1));
}
