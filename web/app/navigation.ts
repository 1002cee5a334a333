import { useMemo, useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './route.ts';

const listeners = new Set<() => void>();

/** Goes to an address of the app; `replace` leaves no step to come back to. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (to === location.pathname + location.search) return;
  if (options.replace) history.replaceState(history.state, '', to);
  else history.pushState({ steps: steps() + 1 }, '', to);
  for (const listener of listeners) listener();
}

/** One step back inside the app, or to `fallback` for somebody who came by a link. */
export function goBack(fallback: string): void {
  if (steps() > 0) history.back();
  else navigate(fallback, { replace: true });
}

function steps(): number {
  const state: unknown = history.state;
  const known = typeof state === 'object' && state !== null && 'steps' in state ? state.steps : 0;
  return typeof known === 'number' ? known : 0;
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, currentAddress);
  return useMemo(() => parseRoute(location.pathname, address.slice(location.pathname.length)), [address]);
}

function currentAddress(): string {
  return location.pathname + location.search;
}

/** Calls back with the place that is gone to, before anything of it is drawn; ends by calling what it returns. */
export function onRoute(listener: (route: Route) => void): () => void {
  return subscribe(() => listener(parseRoute(location.pathname, location.search)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
