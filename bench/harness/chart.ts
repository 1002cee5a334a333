import { type Contender, type Figure, medianOf, type Result, valuesOf } from './figures.ts';
import { rounded } from './stats.ts';

const WIDTH = 760;
const LEFT = 150;
const BAR = 18;
const STEP = 26;
const HEAD = 58;
const PANEL_HEAD = 30;
const PANEL_FOOT = 14;
const BAR_ROOM = WIDTH - LEFT - 120;
const OURS = '#2563eb';
const OTHERS = '#94a3b8';

/** One panel of horizontal bars for each figure: bars are medians, whiskers reach from the least to the greatest. */
export function panelsChart(result: Result, foot: string): string {
  let top = HEAD;
  const panels = result.figures.map((figure) => {
    const shown = result.contenders.filter((contender) => valuesOf(contender, figure).length > 0);
    const panel = panelOf(figure, shown, result.contenders[0], top);
    top += PANEL_HEAD + shown.length * STEP + PANEL_FOOT;
    return panel;
  });
  const height = top + 26;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ' font-family="system-ui, sans-serif" font-size="13" fill="#0f172a">\n',
    `<title>${escapeXml(result.title)}</title>\n`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>\n`,
    text(16, 30, result.title, 'font-size="17" font-weight="600"'),
    ...panels,
    text(16, height - 14, foot, 'font-size="11" fill="#64748b"'),
    '</svg>\n',
  ].join('');
}

function panelOf(figure: Figure, shown: readonly Contender[], ours: Contender | undefined, top: number): string {
  const most = Math.max(...shown.flatMap((contender) => valuesOf(contender, figure)), Number.MIN_VALUE);
  const title = `${figure.name}, ${figure.unit} (${figure.better} is better)`;
  const bars = shown.map((contender, i) => {
    const colour = contender === ours ? OURS : OTHERS;
    return barOf(contender, figure, { top: top + PANEL_HEAD + i * STEP, scale: BAR_ROOM / most, colour });
  });
  return text(16, top + 18, title, 'font-weight="600"') + bars.join('');
}

interface Place {
  top: number;
  scale: number;
  colour: string;
}

function barOf(contender: Contender, figure: Figure, { top, scale, colour }: Place): string {
  const values = valuesOf(contender, figure);
  const [least, middle, most] = [Math.min(...values), medianOf(contender, figure), Math.max(...values)].map((value) =>
    short(value * scale),
  );
  const y = top + BAR / 2;
  const whisker = `<path d="M${short(LEFT + Number(least))} ${y}H${short(LEFT + Number(most))}" stroke="#0f172a" stroke-width="1.5"/>\n`;
  return [
    text(LEFT - 8, top + 14, contender.name, 'text-anchor="end"'),
    `<rect x="${LEFT}" y="${top}" width="${middle}" height="${BAR}" rx="3" fill="${colour}"/>\n`,
    values.length > 1 ? whisker : '',
    text(LEFT + Number(most) + 8, top + 14, rounded(medianOf(contender, figure))),
  ].join('');
}

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${short(x)}" y="${y}" ${attributes}>${escapeXml(words)}</text>\n`;
}

function short(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** For text and attribute values. */
export function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
