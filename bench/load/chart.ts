import { escapeXml } from '../harness/chart.ts';
import { rounded } from '../harness/stats.ts';
import type { Sample } from './record.ts';
import type { Report } from './report.ts';

const WIDTH = 760;
const LEFT = 64;
const RIGHT = 24;
const HEAD = 76;
const PANEL = 138;
const PLOT = 84;

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly of: (sample: Sample) => number | null;
}

const BLUE = '#2563eb';
const AMBER = '#f59e0b';
const GREY = '#64748b';

const PANELS: readonly { readonly title: string; readonly series: readonly Series[] }[] = [
  { title: 'connections', series: [{ name: '', colour: BLUE, of: ({ connections }) => connections }] },
  { title: 'messages sent a second', series: [{ name: '', colour: BLUE, of: ({ sent }) => sent }] },
  { title: 'deliveries a second', series: [{ name: '', colour: BLUE, of: ({ delivered }) => delivered }] },
  {
    title: 'sent to acknowledged, ms',
    series: [
      { name: 'p50', colour: BLUE, of: ({ ackP50 }) => ackP50 },
      { name: 'p99', colour: AMBER, of: ({ ackP99 }) => ackP99 },
    ],
  },
  {
    title: 'sent to delivered, ms',
    series: [
      { name: 'p50', colour: BLUE, of: ({ deliverP50 }) => deliverP50 },
      { name: 'p99', colour: AMBER, of: ({ deliverP99 }) => deliverP99 },
    ],
  },
  {
    title: 'CPU, % of one core',
    series: [
      { name: 'servers', colour: BLUE, of: ({ serverCpu }) => serverCpu },
      { name: 'generator', colour: GREY, of: ({ generatorCpu }) => generatorCpu },
    ],
  },
  { title: 'memory of the servers, MiB', series: [{ name: '', colour: BLUE, of: ({ serverRssMiB }) => serverRssMiB }] },
  { title: 'longest stall of an event loop, ms', series: [{ name: '', colour: BLUE, of: ({ stallMs }) => stallMs }] },
  { title: 'errors', series: [{ name: '', colour: '#dc2626', of: ({ errors }) => errors }] },
];

/** A run over its time: one panel for each figure, from zero; what wasn't told is left out. */
export function chartOf({ title, date, samples, parameters }: Report): string {
  const panels = PANELS.filter(({ series }) => series.some(({ of }) => samples.some((sample) => of(sample) !== null)));
  const height = HEAD + panels.length * PANEL + 30;
  const about = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const half = Math.ceil(about.length / 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ' font-family="system-ui, sans-serif" font-size="13" fill="#0f172a">\n',
    `<title>${escapeXml(title)}</title>\n<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>\n`,
    text(16, 28, title, 'font-size="17" font-weight="600"'),
    text(16, 48, about.slice(0, half).join(', '), 'font-size="11" fill="#64748b"'),
    text(16, 64, about.slice(half).join(', '), 'font-size="11" fill="#64748b"'),
    ...panels.map((panel, n) => panelOf(panel, samples, HEAD + n * PANEL)),
    text(16, height - 12, date, 'font-size="11" fill="#64748b"'),
    '</svg>\n',
  ].join('');
}

function panelOf({ title, series }: (typeof PANELS)[number], samples: readonly Sample[], top: number): string {
  const bottom = top + 24 + PLOT;
  const most = Math.max(Number.MIN_VALUE, ...series.flatMap(({ of }) => samples.map((sample) => of(sample) ?? 0)));
  const last = Math.max(1, samples.at(-1)?.at ?? 1);
  const place = (at: number, value: number) => {
    const x = LEFT + (at / last) * (WIDTH - LEFT - RIGHT);
    return `${x.toFixed(1)} ${(bottom - (value / most) * PLOT).toFixed(1)}`;
  };
  const names = series.map(({ name, colour }, n) => text(320 + n * 110, top + 14, name, `fill="${colour}"`));
  return [
    text(16, top + 14, title, 'font-weight="600"'),
    ...names,
    `<path d="M${LEFT} ${top + 24}V${bottom}H${WIDTH - RIGHT}" fill="none" stroke="#cbd5e1"/>\n`,
    text(LEFT - 6, top + 32, most === Number.MIN_VALUE ? '' : rounded(most), 'text-anchor="end" font-size="11"'),
    text(LEFT - 6, bottom, '0', 'text-anchor="end" font-size="11"'),
    text(WIDTH - RIGHT, bottom + 14, `${rounded(last)} s`, 'text-anchor="end" font-size="11"'),
    ...series.map(({ of, colour }) => {
      const path = lineOf(samples, of, place);
      return path === '' ? '' : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>\n`;
    }),
  ].join('');
}

/** Begins anew after what wasn't told. */
function lineOf(samples: readonly Sample[], of: Series['of'], place: (at: number, value: number) => string): string {
  let pen = 'M';
  let path = '';
  for (const sample of samples) {
    const value = of(sample);
    if (value !== null) path += `${pen}${place(sample.at, value)}`;
    pen = value === null ? 'M' : 'L';
  }
  return path;
}

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeXml(words)}</text>\n`;
}
