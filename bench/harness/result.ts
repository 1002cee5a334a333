import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { panelsChart } from './chart.ts';
import { type Contender, type Figure, medianOf, type Result } from './figures.ts';
import type { Machine } from './machine.ts';
import { writeFigures } from './readme.ts';
import { rounded } from './stats.ts';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));
const PAGE = fileURLToPath(new URL('../README.md', import.meta.url));
/** Git ignores it. */
const TRIALS = fileURLToPath(new URL('../.cache/', import.meta.url));

/** A table of medians, and how ours compares to each of the others. */
export function tableOf(result: Result): string {
  const { contenders, figures } = result;
  const rows = figures.map((figure) => {
    const label = `${figure.name} (${figure.unit})`;
    return [label, ...contenders.map((contender) => cellOf(contender, figure, contenders[0]))];
  });
  const all = [['', ...contenders.map(({ name }) => name)], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n');
}

function cellOf(contender: Contender, figure: Figure, ours: Contender | undefined): string {
  const value = medianOf(contender, figure);
  if (Number.isNaN(value)) return '–';
  if (ours === undefined || ours === contender) return rounded(value);
  const ratio = medianOf(ours, figure) / value;
  return Number.isFinite(ratio) ? `${rounded(value)} (ours ×${ratio.toPrecision(3)})` : rounded(value);
}

/** Writes `<bench>.json` and `.svg` to `results/` and the figures to README.md; a quick run's go elsewhere. */
export function saveResult(result: Result, machine: Machine, date: string): void {
  const folder = result.quick ? TRIALS : RESULTS;
  mkdirSync(folder, { recursive: true });
  const file = folder + result.bench;
  const medians = result.contenders.map((contender) => ({
    name: contender.name,
    version: contender.version,
    about: contender.about,
    median: Object.fromEntries(result.figures.map((figure) => [figure.name, shortOrNull(medianOf(contender, figure))])),
    rounds: contender.rounds.map((round) =>
      Object.fromEntries(Object.entries(round).map(([key, value]) => [key, shortOrNull(value)])),
    ),
  }));
  const { bench, title, parameters, figures, notes } = result;
  const whole = { bench, title, date, machine, parameters, figures, contenders: medians, notes: notes.join(' ') };
  writeFileSync(`${file}.json`, `${JSON.stringify(whole, null, 2)}\n`);
  writeFileSync(`${file}.svg`, panelsChart(result, `${date}, ${machine.cpu}, ${machine.cores} cores`));
  if (!result.quick) writeFigures(PAGE, RESULTS);
}

/** Four significant digits are more than a round is worth. */
function shortOrNull(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}
