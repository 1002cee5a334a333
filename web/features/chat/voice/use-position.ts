import { useEffect, useState } from 'react';

const LOOK_MS = 100;

/** Where something that plays is, looked at while it moves. */
export function usePosition(moving: boolean, read: () => number): number {
  const [, look] = useState(0);
  useEffect(() => {
    if (!moving) return undefined;
    const timer = setInterval(() => look((n) => n + 1), LOOK_MS);
    return () => clearInterval(timer);
  }, [moving]);
  return read();
}
