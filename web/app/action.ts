import { useCallback, useRef, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';

export interface Action {
  busy: boolean;
  failure: Failure | undefined;
  /** Runs one thing at a time; resolves with whether it worked. The same function for good. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Something that a button does on the server: whether it runs, and why it did not work. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(asFailure(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, failure, run };
}
