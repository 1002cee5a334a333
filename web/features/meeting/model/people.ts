import type { MediaSourceName, Person } from './room-state.ts';

/** Who is shown where: pure, from people as the room tells them. */
export type View = 'grid' | 'speaker';

/** One tile: a person's camera, or a screen they share. */
export interface TileKey {
  id: string;
  identity: string;
  source: MediaSourceName;
}

export function tileId(identity: string, source: MediaSourceName): string {
  return `${source}:${identity}`;
}

function cameraTile(person: Person): TileKey {
  return { id: tileId(person.identity, 'camera'), identity: person.identity, source: 'camera' };
}

function screenTile(person: Person): TileKey {
  return { id: tileId(person.identity, 'screen'), identity: person.identity, source: 'screen' };
}

/** Myself first, then by the time of joining; equal times by identity, so that everybody keeps a place. */
export function inOrder(people: readonly Person[]): Person[] {
  return [...people].sort(
    (a, b) => Number(b.me) - Number(a.me) || a.joinedAt - b.joinedAt || (a.identity < b.identity ? -1 : 1),
  );
}

/** Whom somebody leaves out of their own window. */
export interface Hidden {
  hideSelf?: boolean;
  hideFaceless?: boolean;
}

/** All tiles: shared screens first (not one's own: it would show itself), then people. Somebody is always seen. */
export function allTiles(people: readonly Person[], hidden: Hidden = {}): TileKey[] {
  const order = inOrder(people);
  const screens = order.filter((person) => person.screen !== undefined && !person.me).map(screenTile);
  const others = hidden.hideSelf ? order.filter((person) => !person.me) : order;
  const seen = hidden.hideFaceless ? others.filter((person) => person.camera !== undefined) : others;
  const shown = [seen, others].find((some) => some.length > 0) ?? order;
  return [...screens, ...shown.map(cameraTile)];
}

/** Whose hands are up: who raised first is first. */
export function raisedHands(people: readonly Person[]): Person[] {
  const up = people.filter((person) => person.hand !== undefined);
  return up.sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0) || (a.identity < b.identity ? -1 : 1));
}

/**
 * The tiles of one page. Whoever speaks and would be on a later page takes the place of the one on the first page
 * who has been silent longest; oneself and screens keep their places.
 */
export function pageOf(
  tiles: readonly TileKey[],
  page: number,
  perPage: number,
  spokeAt: ReadonlyMap<string, number>,
): TileKey[] {
  const order = [...tiles];
  const later = order.slice(perPage).filter((tile) => spokeAt.has(tile.identity));
  later.sort((a, b) => lastSpoke(b, spokeAt) - lastSpoke(a, spokeAt));
  for (const tile of later) {
    const place = quietestPlace(order, perPage, spokeAt);
    const sitting = place === undefined ? undefined : order[place];
    if (place === undefined || sitting === undefined) break;
    if (lastSpoke(sitting, spokeAt) >= lastSpoke(tile, spokeAt)) break;
    order[order.indexOf(tile)] = sitting;
    order[place] = tile;
  }
  const last = Math.max(0, Math.ceil(order.length / perPage) - 1);
  const at = Math.min(Math.max(0, page), last);
  return order.slice(at * perPage, (at + 1) * perPage);
}

function lastSpoke(tile: TileKey, spokeAt: ReadonlyMap<string, number>): number {
  return spokeAt.get(tile.identity) ?? 0;
}

function quietestPlace(
  order: readonly TileKey[],
  perPage: number,
  spokeAt: ReadonlyMap<string, number>,
): number | undefined {
  let found: number | undefined;
  for (let place = Math.min(perPage, order.length) - 1; place > 0; place -= 1) {
    const tile = order[place];
    if (tile === undefined || tile.source === 'screen') continue;
    const quietest = found === undefined ? undefined : order[found];
    if (quietest === undefined || lastSpoke(tile, spokeAt) < lastSpoke(quietest, spokeAt)) found = place;
  }
  return found;
}

/** The large tile of the speaker view: what is pinned, else whom the host shows, else a screen, else who spoke last. */
export function mainTile(
  people: readonly Person[],
  pinned: string | undefined,
  spokeAt: ReadonlyMap<string, number>,
): TileKey | undefined {
  const tiles = allTiles(people);
  const spotlight = people.find((person) => person.spotlight);
  const chosen =
    tiles.find((tile) => tile.id === pinned) ??
    (spotlight && cameraTile(spotlight)) ??
    tiles.find((tile) => tile.source === 'screen');
  if (chosen !== undefined) return chosen;
  const others = inOrder(people).filter((person) => !person.me);
  const [talker] = [...others].sort((a, b) => (spokeAt.get(b.identity) ?? 0) - (spokeAt.get(a.identity) ?? 0));
  const shown = talker ?? inOrder(people)[0];
  return shown === undefined ? undefined : cameraTile(shown);
}

/** The strip beside the large tile: who spoke lately first while there are more people than places. */
export function stripTiles(
  people: readonly Person[],
  main: TileKey | undefined,
  places: number,
  spokeAt: ReadonlyMap<string, number>,
  hidden: Hidden = {},
): TileKey[] {
  const rest = allTiles(people, hidden).filter((tile) => tile.id !== main?.id);
  return places <= 0 ? [] : pageOf(rest, 0, places, spokeAt);
}

/** What somebody chose, and who was shown large to everybody as they chose it. */
export interface ChosenView {
  view: View;
  sharers: string;
}

/** Who shares a screen with us or is shown by the host, to be compared. */
export function sharersOf(people: readonly Person[]): string {
  const order = inOrder(people);
  const sharing = order.filter((person) => person.screen !== undefined && !person.me);
  const shown = order.filter((person) => person.spotlight);
  return [...sharing.map(({ identity }) => identity), ...shown.map(({ identity }) => `*${identity}`)].join(' ');
}

/** A screen or somebody shown to all wants the speaker view, until one chooses otherwise; pinning does too. */
export function viewFor(chosen: ChosenView, people: readonly Person[], pinned: string | undefined): View {
  if (pinned !== undefined && allTiles(people).some((tile) => tile.id === pinned)) return 'speaker';
  const sharers = sharersOf(people);
  return sharers !== '' && sharers !== chosen.sharers ? 'speaker' : chosen.view;
}
