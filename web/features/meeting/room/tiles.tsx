import { useCallback, useMemo, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { gridRects, type Rect, type Size, speakerRects, tilesPerPage } from '../model/layout.ts';
import { allTiles, mainTile, pageOf, stripTiles, type TileKey, type View } from '../model/people.ts';
import type { Person, RoomState } from '../model/room-state.ts';
import { roomWords } from '../words/room.ts';
import { Tile, type TileSource } from './tile.tsx';
import { useSize } from './use-room.ts';

interface TilesProps {
  session: TileSource;
  state: RoomState;
  view: View;
  pinned: string | undefined;
  onPin: (tileId: string | undefined) => void;
}

interface Placed {
  tile: TileKey;
  rect: Rect;
}

/** Everybody, as the view wants it. All tiles lie in one box and move; none is made anew when the view changes. */
export function Tiles({ session, state, view, pinned, onPin }: TilesProps) {
  const [watch, box] = useSize();
  const [page, setPage] = useState(0);
  const gap = box.width < 720 ? 8 : 10;
  const perPage = tilesPerPage(box);
  const pages = view === 'grid' ? Math.ceil(allTiles(state.people).length / perPage) : 1;
  const shownPage = Math.min(page, Math.max(0, pages - 1));
  const placed = useMemo(() => {
    if (box.width === 0) return [];
    return view === 'grid' ? inGrid(state, shownPage, box, gap) : inSpeakerView(state, pinned, box, gap);
  }, [state, view, pinned, shownPage, box, gap]);
  const people = new Map(state.people.map((person) => [person.identity, person]));
  const pin = useCallback((tile: TileKey) => onPin(tile.id === pinned ? undefined : tile.id), [onPin, pinned]);
  return (
    <div className="tiles">
      <div className="tiles__box" ref={watch} data-view={view}>
        {[...placed]
          .sort((a, b) => (a.tile.id < b.tile.id ? -1 : 1))
          .map(({ tile, rect }) => (
            <PlacedTile
              key={tile.id}
              session={session}
              tile={tile}
              person={people.get(tile.identity)}
              rect={rect}
              pinned={tile.id === pinned}
              onPin={pin}
            />
          ))}
      </div>
      {pages > 1 && <Pager page={shownPage} pages={pages} onPage={setPage} />}
    </div>
  );
}

function PlacedTile({ person, ...rest }: Omit<Parameters<typeof Tile>[0], 'person'> & { person: Person | undefined }) {
  return person === undefined ? null : <Tile person={person} {...rest} />;
}

function inGrid({ people, spokeAt }: RoomState, page: number, box: Size, gap: number): Placed[] {
  const tiles = pageOf(allTiles(people), page, tilesPerPage(box), spokeAt);
  return place(tiles, gridRects(tiles.length, box, gap));
}

function inSpeakerView({ people, spokeAt }: RoomState, pinned: string | undefined, box: Size, gap: number): Placed[] {
  const main = mainTile(people, pinned, spokeAt);
  if (main === undefined) return [];
  const others = allTiles(people).length - 1;
  const rects = speakerRects(others, box, gap);
  const strip = stripTiles(people, main, rects.strip.length, spokeAt);
  return [{ tile: main, rect: rects.main }, ...place(strip, rects.strip)];
}

function place(tiles: readonly TileKey[], rects: readonly Rect[]): Placed[] {
  return tiles.flatMap((tile, index) => {
    const rect = rects[index];
    return rect === undefined ? [] : [{ tile, rect }];
  });
}

interface PagerProps {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

function Pager({ page, pages, onPage }: PagerProps) {
  const words = useWords(roomWords);
  return (
    <nav className="pager" aria-label={words.page(page + 1, pages)}>
      <IconButton
        size="sm"
        icon="left"
        label={words.before}
        disabled={page === 0}
        onClick={() => onPage(Math.max(0, page - 1))}
      />
      {Array.from({ length: pages }, (_, index) => `page-${index}`).map((key, index) => (
        <i key={key} className={index === page ? 'is-on' : undefined} />
      ))}
      <IconButton
        size="sm"
        icon="right"
        label={words.next}
        disabled={page >= pages - 1}
        onClick={() => onPage(Math.min(pages - 1, page + 1))}
      />
    </nav>
  );
}
