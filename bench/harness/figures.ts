import { median } from './stats.ts';

/** One thing that is measured of everybody in the comparison. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}

/** What one contender reached in one round, by the figure's name. A missing figure was not measured. */
export type Measured = Readonly<Record<string, number>>;

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** What the reader must know to judge it fairly. */
  readonly about: string;
  readonly rounds: readonly Measured[];
}

/** A finished bench. The first contender is ours. */
export interface Result {
  readonly bench: string;
  readonly title: string;
  readonly quick: boolean;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly figures: readonly Figure[];
  readonly contenders: readonly Contender[];
  /** Peers that were left out and why, and whatever else limits what the figures say. */
  readonly notes: readonly string[];
}

/** The median over the rounds; NaN when it was never measured. */
export function medianOf(contender: Contender, figure: Figure): number {
  return median(valuesOf(contender, figure));
}

export function valuesOf(contender: Contender, figure: Figure): number[] {
  return contender.rounds.map((round) => round[figure.name] ?? Number.NaN).filter((value) => !Number.isNaN(value));
}
