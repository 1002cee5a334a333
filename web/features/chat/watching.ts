import { useEffect } from 'react';

/** Whether somebody looks at this page: it can be seen and has the focus. */
export function isWatched(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Calls back when somebody turns to this page again. */
export function useWatching(callback: () => void): void {
  useEffect(() => {
    addEventListener('focus', callback);
    document.addEventListener('visibilitychange', callback);
    return () => {
      removeEventListener('focus', callback);
      document.removeEventListener('visibilitychange', callback);
    };
  }, [callback]);
}
