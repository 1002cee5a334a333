/** Where tiles lie in the room. Pure arithmetic in CSS pixels; the same tiles keep their elements in every view. */
export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  left: number;
  top: number;
}

/** Below this area a face is not recognised any more: the rest goes to further pages. */
const LEAST_TILE_AREA = { pc: 16_000, phone: 36_000 } as const;
const MOST_TILES = 49;
/** A window whose shorter side is below this is a phone's. */
const PHONE_SIDE = 560;

/** How many tiles one page of the grid holds: 1 to 49. */
export function tilesPerPage(box: Size): number {
  const least = Math.min(box.width, box.height) < PHONE_SIDE ? LEAST_TILE_AREA.phone : LEAST_TILE_AREA.pc;
  return Math.max(1, Math.min(MOST_TILES, Math.floor((box.width * box.height) / least)));
}

/** `count` tiles in `lines` rows or columns that differ by one at most, fuller ones first. */
export function balancedLines(count: number, lines: number): number[] {
  const short = Math.floor(count / lines);
  const longer = count - short * lines;
  return Array.from({ length: lines }, (_, line) => (line < longer ? short + 1 : short));
}

/** Tiles of one size are calmer: lines of different lengths must show this much more, on upright screens more still. */
const UNEVEN = { wide: 0.93, upright: 0.89 } as const;

export interface GridPlan {
  along: 'rows' | 'columns';
  /** Tiles in each row, or in each column. */
  lines: number[];
}

/** The grid in which the picture that is cut most to fill its tile loses least; rows where columns are no better. */
export function gridPlan(count: number, box: Size, gap: number): GridPlan {
  const uneven = box.width >= box.height ? UNEVEN.wide : UNEVEN.upright;
  let best: GridPlan = { along: 'rows', lines: balancedLines(count, 1) };
  let bestSeen = -1;
  for (const along of ['rows', 'columns'] as const) {
    for (let lines = 1; lines <= count; lines += 1) {
      const plan = { along, lines: balancedLines(count, lines) };
      const seen = leastSeen(planRects(plan, box, gap), box) * (count % lines === 0 ? 1 : uneven);
      if (seen > bestSeen + 1e-6) [best, bestSeen] = [plan, seen];
    }
  }
  return best;
}

/** The share that is seen of the picture cut most. */
function leastSeen(rects: readonly Rect[], box: Size): number {
  const wanted = box.width >= box.height ? 16 / 9 : 1;
  let least = 1;
  for (const rect of rects) {
    const aspect = Math.max(0, rect.width) / Math.max(1, rect.height);
    least = Math.min(least, aspect / wanted, wanted / Math.max(aspect, 1e-9));
  }
  return least;
}

function planRects({ along, lines }: GridPlan, box: Size, gap: number): Rect[] {
  const [across, length] = along === 'rows' ? [box.height, box.width] : [box.width, box.height];
  const thick = (across - gap * (lines.length - 1)) / lines.length;
  return lines.flatMap((tiles, line) => {
    const long = (length - gap * (tiles - 1)) / tiles;
    return Array.from({ length: tiles }, (_, place) =>
      along === 'rows'
        ? { left: place * (long + gap), top: line * (thick + gap), width: long, height: thick }
        : { left: line * (thick + gap), top: place * (long + gap), width: thick, height: long },
    );
  });
}

/** A filled grid that cuts more than this from a picture gives way to tiles of one size, with room beside the last ones. */
const MOST_CUT = 0.35;

/** One rectangle a tile, `gap` apart: without holes, or of one size where filling would cut too much. */
export function gridRects(count: number, box: Size, gap: number): Rect[] {
  if (count <= 0) return [];
  const plan = gridPlan(count, box, gap);
  const seen = leastSeen(planRects(plan, box, gap), box);
  if (seen >= 1 - MOST_CUT || plan.lines.every((tiles) => tiles === plan.lines[0])) return planRects(plan, box, gap);
  const even = bestEvenRects(count, box, gap);
  return leastSeen(even, box) > seen ? even : planRects(plan, box, gap);
}

/** The columns in which most is seen; of those the fewest empty places. */
function bestEvenRects(count: number, box: Size, gap: number): Rect[] {
  let best: Rect[] = [];
  let bestSeen = -1;
  for (let columns = 1; columns <= count; columns += 1) {
    const rects = evenRects(count, columns, box, gap);
    const share = count / (columns * Math.ceil(count / columns));
    const seen = leastSeen(rects, box) * share;
    if (seen > bestSeen + 1e-6) [best, bestSeen] = [rects, seen];
  }
  return best;
}

/** Rows of `columns` places of one size; the last row stands in the middle. */
function evenRects(count: number, columns: number, box: Size, gap: number): Rect[] {
  const rows = Math.ceil(count / columns);
  const width = (box.width - gap * (columns - 1)) / columns;
  const height = (box.height - gap * (rows - 1)) / rows;
  const indent = ((columns * rows - count) * (width + gap)) / 2;
  return Array.from({ length: count }, (_, place) => {
    const row = Math.floor(place / columns);
    const left = (place % columns) * (width + gap) + (row === rows - 1 ? indent : 0);
    return { left, top: row * (height + gap), width, height };
  });
}

export interface SpeakerRects {
  main: Rect;
  /** Places in the strip; may be fewer than there are people. */
  strip: Rect[];
}

const STRIP = { height: 112, wide: 178, leastWide: 128, side: 168, sideHeight: 104 } as const;

/** One large tile and a strip of `others`: above it, or at its right where the window is low and wide. */
export function speakerRects(others: number, box: Size, gap: number): SpeakerRects {
  const whole = { left: 0, top: 0, width: box.width, height: box.height };
  if (others <= 0) return { main: whole, strip: [] };
  return box.height < 420 && box.width > box.height ? stripAtSide(others, box, gap) : stripAbove(others, box, gap);
}

function stripAbove(others: number, box: Size, gap: number): SpeakerRects {
  const narrow = box.width < PHONE_SIDE;
  const height = narrow ? 84 : STRIP.height;
  const room = Math.max(1, Math.floor((box.width + gap) / ((narrow ? 104 : STRIP.leastWide) + gap)));
  const shown = Math.min(others, room);
  const width = Math.min((box.width - gap * (shown - 1)) / shown, narrow ? 150 : STRIP.wide);
  const used = shown * width + (shown - 1) * gap;
  const indent = (box.width - used) / 2;
  const strip = Array.from({ length: shown }, (_, i) => ({ left: indent + i * (width + gap), top: 0, width, height }));
  const top = height + gap;
  return { main: { left: 0, top, width: box.width, height: Math.max(0, box.height - top) }, strip };
}

function stripAtSide(others: number, box: Size, gap: number): SpeakerRects {
  const width = Math.min(STRIP.side, box.width / 4);
  const room = Math.max(1, Math.floor((box.height + gap) / (72 + gap)));
  const shown = Math.min(others, room);
  const height = Math.min((box.height - gap * (shown - 1)) / shown, STRIP.sideHeight);
  const left = box.width - width;
  const strip = Array.from({ length: shown }, (_, i) => ({ left, top: i * (height + gap), width, height }));
  return { main: { left: 0, top: 0, width: Math.max(0, left - gap), height: box.height }, strip };
}
