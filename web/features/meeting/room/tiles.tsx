import { type TouchEvent, useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { gridRects, type Rect, type Size, speakerRects, tilesPerPage } from '../model/layout.ts';
import {
  allTiles,
  type Hidden,
  mainTile,
  pageOf,
  raisedHands,
  stripTiles,
  type TileKey,
  type View,
} from '../model/people.ts';
import type { Person, RoomState } from '../model/room-state.ts';
import { roomWords } from '../words/room.ts';
import type { MediaSeat } from './media-seat.ts';
import { ScreenChoice } from './screen-choice.tsx';
import { Tile } from './tile.tsx';
import { useSize } from './use-room.ts';

interface TilesProps {
  seat: MediaSeat;
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
export function Tiles({ seat, state, view, pinned, onPin }: TilesProps) {
  const [watch, box] = useSize();
  const [page, setPage] = useState(0);
  const hidden = useSyncExternalStore(seat.subscribe, seat.choices);
  const gap = box.width < 720 ? 8 : 10;
  const perPage = tilesPerPage(box);
  const pages = view === 'grid' ? Math.ceil(allTiles(state.people, hidden).length / perPage) : 1;
  const shownPage = Math.min(page, Math.max(0, pages - 1));
  const placed = useMemo(() => {
    if (box.width === 0) return [];
    return view === 'grid'
      ? inGrid(state, shownPage, box, gap, hidden)
      : inSpeakerView(state, pinned, box, gap, hidden);
  }, [state, view, pinned, shownPage, box, gap, hidden]);
  const hands = new Map(raisedHands(state.people).map(({ identity }, index) => [identity, index + 1]));
  const swipe = useSwipe((by) => setPage(Math.min(Math.max(0, shownPage + by), Math.max(0, pages - 1))));
  const people = new Map(state.people.map((person) => [person.identity, person]));
  const pin = useCallback((tile: TileKey) => onPin(tile.id === pinned ? undefined : tile.id), [onPin, pinned]);
  return (
    <div className="tiles">
      {view === 'speaker' && <ScreenChoice people={state.people} pinned={pinned} onPin={onPin} />}
      <div className="tiles__box" ref={watch} data-view={view} {...(pages > 1 && swipe)}>
        {[...placed]
          .sort((a, b) => (a.tile.id < b.tile.id ? -1 : 1))
          .map(({ tile, rect }) => (
            <PlacedTile
              key={tile.id}
              seat={seat}
              tile={tile}
              person={people.get(tile.identity)}
              rect={rect}
              pinned={tile.id === pinned}
              hand={hands.get(tile.identity)}
              unmirrored={hidden.unmirrored}
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

const SWIPE_PX = 48;

/** Turns pages by a finger that goes sideways. */
function useSwipe(turn: (by: 1 | -1) => void) {
  const from = useRef<{ x: number; y: number }>(undefined);
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      const finger = touches[0];
      from.current = touches.length === 1 && finger ? { x: finger.clientX, y: finger.clientY } : undefined;
    },
    onTouchEnd: ({ changedTouches }: TouchEvent) => {
      const finger = changedTouches[0];
      const began = from.current;
      from.current = undefined;
      if (began === undefined || finger === undefined) return;
      const [across, down] = [finger.clientX - began.x, finger.clientY - began.y];
      if (Math.abs(across) > SWIPE_PX && Math.abs(across) > 2 * Math.abs(down)) turn(across < 0 ? 1 : -1);
    },
  };
}

function inGrid({ people, spokeAt }: RoomState, page: number, box: Size, gap: number, hidden: Hidden): Placed[] {
  const tiles = pageOf(allTiles(people, hidden), page, tilesPerPage(box), spokeAt);
  return place(tiles, gridRects(tiles.length, box, gap));
}

function inSpeakerView(
  { people, spokeAt }: RoomState,
  pinned: string | undefined,
  box: Size,
  gap: number,
  hidden: Hidden,
): Placed[] {
  const main = mainTile(people, pinned, spokeAt);
  if (main === undefined) return [];
  const others = allTiles(people, hidden).filter(({ id }) => id !== main.id).length;
  const rects = speakerRects(others, box, gap);
  const strip = stripTiles(people, main, rects.strip.length, spokeAt, hidden);
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
