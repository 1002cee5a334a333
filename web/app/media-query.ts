import { useSyncExternalStore } from 'react';

/** Under this width one pane is shown at a time. The same number stands in the styles. */
export const PHONE = '(max-width: 719px)';

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
