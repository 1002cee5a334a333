import type { SavedResult } from './readme.ts';
import { rounded } from './stats.ts';

const BEGIN = '<!-- peers: written by the benches -->';
const END = '<!-- end of peers -->';

/** By the names that contenders have in all benches; ours first. */
const COLUMNS = [
  'yiqi',
  'ejabberd, mnesia',
  'ejabberd, sqlite',
  'Prosody, sqlite',
  'Tinode',
  'Centrifugo',
  'raw ws',
] as const;

/** What stands in the one table: the bench, its figure, and what the reader is told. */
const ROWS = [
  ['one-to-one', 'sustained at p99 < 100 ms', 'one-to-one, sustained'],
  ['one-to-one', 'CPU a message, sustained', 'one-to-one, CPU a message'],
  ['fan-out', 'deliveries at full load', 'group of 1,000, deliveries at full load'],
  ['fan-out', 'send to last delivery, p99', 'group of 1,000, until the last has it, p99'],
  ['fan-out', 'CPU a delivery, full load', 'group of 1,000, CPU a delivery'],
  ['reconnect-storm', 'until all are back', 'storm of 2,000, until all are back'],
  ['reconnect-storm', 'until one is back, p50', 'storm of 2,000, until one is back, p50'],
  ['reconnect-storm', 'CPU a reconnect', 'storm of 2,000, CPU a reconnect'],
  ['reconnect-storm', 'memory at most', 'storm of 2,000, memory at most'],
  ['idle-connections', 'memory a connection', '4,000 idle, memory a connection'],
] as const;

/** The page with its table of all peers made anew; the page as it is where it has no place for one. */
export function withPeers(text: string, saved: readonly SavedResult[]): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) return text;
  const shown = COLUMNS.filter((name) => versionOf(name, saved) !== undefined);
  const head = ['', ...shown.map((name) => `${name} ${versionOf(name, saved) ?? ''}`.trim())];
  const rows = ROWS.flatMap(([bench, figure, label]) => {
    const result = saved.find((one) => one.bench === bench);
    const unit = result?.figures.find(({ name }) => name === figure)?.unit;
    if (result === undefined || unit === undefined) return [];
    return [[`${label}, ${unit}`, ...shown.map((name) => cellOf(result, name, figure))]];
  });
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `${text.slice(0, begin)}${BEGIN}\n\n${table.join('\n')}\n\n${text.slice(end)}`;
}

function cellOf({ contenders }: SavedResult, name: string, figure: string): string {
  return rounded(contenders.find((contender) => contender.name === name)?.median[figure] ?? Number.NaN);
}

/** As it was measured last; undefined where it takes part in none of the benches. */
function versionOf(name: string, saved: readonly SavedResult[]): string | undefined {
  const within = saved.filter(({ bench }) => ROWS.some(([one]) => one === bench));
  return within
    .toSorted((a, b) => a.date.localeCompare(b.date))
    .flatMap(({ contenders }) => contenders.filter((contender) => contender.name === name))
    .at(-1)?.version;
}
