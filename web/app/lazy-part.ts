import { type ComponentType, createElement, lazy, type ReactNode, useState } from 'react';
import { loadPart } from './load-part.ts';

export interface LazyPart<Props> {
  (props: Props): ReactNode;
  /** Fetches it ahead. From then on it is drawn without waiting. @throws PartMissing */
  fetch(): Promise<void>;
}

interface Source<Props> {
  /** Once it is fetched. */
  part: ComponentType<Props> | undefined;
  Waiting: ComponentType<Props>;
}

/**
 * A component in a part of the program that is fetched when it is first drawn, or ahead. Unlike React's own `lazy`, one that
 * was fetched ahead never shows what stands in its place: React would leave that there for 300 ms.
 */
export function lazyPart<Props extends object>(get: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  const fetch = async () => {
    source.part ??= await loadPart(get);
    return source.part;
  };
  const Waiting = lazy(async () => ({ default: await fetch() })) as ComponentType<Props>;
  const source: Source<Props> = { part: undefined, Waiting };
  const draw = (props: Props) => createElement(Drawn<Props>, { source, props });
  return Object.assign(draw, { fetch: async () => void (await fetch()) });
}

/** The same one as long as it stands, so that nothing in it is lost. */
function Drawn<Props extends object>({ source, props }: { source: Source<Props>; props: Props }): ReactNode {
  const [{ as }] = useState({ as: source.part ?? source.Waiting });
  return createElement(as, props);
}
