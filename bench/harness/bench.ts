import type { Result } from './figures.ts';
import type { Cores } from './machine.ts';

export interface Run {
  /** Short and with little load: for trying out, its figures are worth nothing. */
  readonly quick: boolean;
  readonly cores: Cores | undefined;
  /** A line of progress. */
  say(line: string): void;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  /** One result, or one for each part that has figures of its own. */
  run(run: Run): Promise<Result | readonly Result[]>;
}

/** Something that is measured round by round, in turn with the others. */
export interface Entrant<Round> {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  measure(): Promise<Round>;
  end(): Promise<void>;
}

/** Those whom `BENCH_ONLY` names, with commas, by how their names begin; without it everybody. */
export function chosen<One extends { readonly name: string }>(all: readonly One[]): One[] {
  const names = (process.env['BENCH_ONLY'] ?? '').split(',').filter((name) => name !== '');
  return all.filter(({ name }) => names.length === 0 || names.some((begin) => name.startsWith(begin)));
}

/**
 * Measures everybody once a round, each round in the opposite order of the last, so that what changes on the machine
 * meanwhile changes for all. Ends them, whatever happens.
 */
export async function inTurns<Round>(
  entrants: readonly Entrant<Round>[],
  rounds: number,
  say: Run['say'],
): Promise<{ name: string; version: string; about: string; rounds: Round[] }[]> {
  const results = entrants.map(({ name, version, about }) => ({ name, version, about, rounds: [] as Round[] }));
  try {
    for (let round = 0; round < rounds; round += 1) {
      const order = [...entrants.keys()];
      for (const i of round % 2 === 0 ? order : order.reverse()) {
        const measured = await entrants[i]?.measure();
        if (measured === undefined) continue;
        results[i]?.rounds.push(measured);
        say(`round ${round + 1} of ${rounds}, ${entrants[i]?.name}: ${JSON.stringify(measured, shorten)}`);
      }
    }
    return results;
  } finally {
    for (const entrant of entrants) await entrant.end();
  }
}

function shorten(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
