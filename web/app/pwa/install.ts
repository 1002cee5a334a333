import { useSyncExternalStore } from 'react';

/** What browsers offer where the app can be installed: not in any standard yet. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const listeners = new Set<() => void>();
let offer: InstallOffer | undefined;

/** Keeps the browser's offer for when somebody wants it. */
export function followInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    set(event as InstallOffer);
  });
  addEventListener('appinstalled', () => set(undefined));
}

/** Installs the app, if the person agrees; undefined where the browser doesn't offer it. */
export function useInstall(): (() => void) | undefined {
  const offered = useSyncExternalStore(subscribe, () => offer);
  if (offered === undefined) return undefined;
  return () => {
    set(undefined);
    void offered.prompt().catch(() => undefined);
  };
}

function set(next: InstallOffer | undefined): void {
  offer = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
