import type { Emitter } from '#kernel/emitter.ts';

type Events = Record<string, unknown[]>;

/** Tells on `to` what `from` tells by these names. */
export function relay<From extends Events, To extends Events, Name extends keyof From & keyof To & string>(
  from: Emitter<From>,
  to: Emitter<To>,
  names: readonly Name[],
): void {
  for (const name of names) from.on(name, (...args) => to.emit(name, ...(args as unknown as To[Name])));
}
