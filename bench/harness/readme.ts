import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { withPeers } from './peers.ts';
import { rounded } from './stats.ts';

/** What is read of a result file. */
export interface SavedResult {
  readonly bench: string;
  readonly title: string;
  readonly date: string;
  readonly machine: { readonly loadBefore: number };
  readonly figures: readonly { readonly name: string; readonly unit: string; readonly better: string }[];
  readonly contenders: readonly {
    readonly name: string;
    readonly version: string;
    readonly about: string;
    readonly median: Readonly<Record<string, number | null>>;
    readonly rounds: readonly unknown[];
  }[];
  readonly notes: string;
}

const BEGIN = '<!-- figures: written by the benches -->';
const END = '<!-- end of figures -->';

/** Puts the figures of all result files into the page, between its two marks. */
export function writeFigures(page: string, results: string): void {
  const files = readdirSync(results).filter((name) => name.endsWith('.json'));
  const saved = files.map((name) => JSON.parse(readFileSync(results + name, 'utf8')) as SavedResult);
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, withPeers(withFigures(text, saved), saved));
}

/** The page with everything between its marks replaced. */
export function withFigures(text: string, saved: readonly SavedResult[]): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('the page has no place for figures');
  const sections = saved.map(sectionOf).join('\n');
  return `${text.slice(0, begin)}${BEGIN}\n\n${sections}\n${text.slice(end)}`;
}

function sectionOf({ bench, title, date, machine, figures, contenders, notes }: SavedResult): string {
  const head = ['', ...contenders.map(({ name, version }) => `${name} ${version}`.trim())];
  const rows = figures.map(({ name, unit }) => {
    const values = contenders.map(({ median }) => rounded(median[name] ?? Number.NaN));
    return [`${name}, ${unit}`, ...values];
  });
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const rounds = contenders[0]?.rounds.length ?? 0;
  const about = contenders.map((contender) => `- ${contender.name}: ${contender.about}.`);
  const when = `Medians of ${rounds} rounds, ${date}, load of the machine before: ${machine.loadBefore}.`;
  const more = notes === '' ? [] : ['', notes];
  return [`### ${title}`, '', ...table, '', ...about, '', when, ...more, '', `![Chart](results/${bench}.svg)`, ''].join(
    '\n',
  );
}
