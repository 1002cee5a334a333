import { escapeXml } from '../harness/chart.ts';
import { rounded } from '../harness/stats.ts';
import type { Sample } from './samples.ts';

export interface SoakRun {
  readonly name: string;
  readonly samples: readonly Sample[];
}

const WIDTH = 760;
const LEFT = 60;
const RIGHT = 24;
const HEAD = 74;
const PANEL = 150;
const PLOT = 96;
const COLOURS = ['#2563eb', '#94a3b8', '#f59e0b'];
const PANELS = [
  ['memory, MiB', 'rssMiB'],
  ['threads', 'threads'],
  ['open descriptors', 'descriptors'],
] as const;

/** What servers hold over the number of joins: a panel for each figure, each from zero, a line for each server. */
export function linesChart(title: string, runs: readonly SoakRun[], foot: string): string {
  const height = HEAD + PANELS.length * PANEL + 30;
  const names = runs.map(({ name }, i) =>
    text(16 + i * 220, 52, `— ${name}`, `fill="${COLOURS[i]}" font-weight="600"`),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ' font-family="system-ui, sans-serif" font-size="13" fill="#0f172a">\n',
    `<title>${escapeXml(title)}</title>\n<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>\n`,
    text(16, 28, title, 'font-size="17" font-weight="600"'),
    ...names,
    ...PANELS.map(([name, figure], i) => panelOf(name, figure, runs, HEAD + i * PANEL)),
    text(16, height - 12, foot, 'font-size="11" fill="#64748b"'),
    '</svg>\n',
  ].join('');
}

function panelOf(name: string, figure: (typeof PANELS)[number][1], runs: readonly SoakRun[], top: number): string {
  const all = runs.flatMap(({ samples }) => samples);
  const most = Math.max(1, ...all.map((sample) => sample[figure]));
  const last = Math.max(1, ...all.map(({ joins }) => joins));
  const bottom = top + 24 + PLOT;
  const lines = runs.map(({ samples }, i) => {
    const points = samples.map((sample) => {
      const x = LEFT + (sample.joins / last) * (WIDTH - LEFT - RIGHT);
      return `${x.toFixed(1)},${(bottom - (sample[figure] / most) * PLOT).toFixed(1)}`;
    });
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${COLOURS[i]}" stroke-width="2"/>\n`;
  });
  return [
    text(16, top + 14, name, 'font-weight="600"'),
    `<path d="M${LEFT} ${top + 24}V${bottom}H${WIDTH - RIGHT}" fill="none" stroke="#cbd5e1"/>\n`,
    text(LEFT - 6, top + 32, rounded(most), 'text-anchor="end" font-size="11"'),
    text(LEFT - 6, bottom, '0', 'text-anchor="end" font-size="11"'),
    text(WIDTH - RIGHT, bottom + 14, `${rounded(last)} joins`, 'text-anchor="end" font-size="11"'),
    ...lines,
  ].join('');
}

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeXml(words)}</text>\n`;
}
