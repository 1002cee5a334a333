import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import type { ThreadView } from '#client/threads.ts';
import type { Seq } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';
import { onAgain, useReplyPlace } from '#web/app/message-place.ts';
import { onThreadJump } from './thread-place.ts';

/** How long it stays marked, in ms. */
const MARKED_MS = 1600;

/**
 * Goes to the reply that the address names, or that somebody pressed a quote of: docs/spec/threads-and-channels.md [TC64].
 * Gives the one that is marked for a moment. `leaveEnd`: the end isn't held in view any more.
 */
export function useReplyTarget(
  scroller: RefObject<HTMLElement | null>,
  { conversation, lines }: Pick<ThreadView, 'conversation' | 'lines'>,
  root: Seq,
  leaveEnd: () => void,
): Seq | undefined {
  const client = useClient();
  const target = useReplyPlace(root);
  const [wanted, setWanted] = useState<Seq>();
  const [marked, setMarked] = useState<Seq>();
  const go = useCallback(
    (seq: Seq) => {
      setWanted(seq);
      void client.threads()?.loadAround(conversation, root, seq);
    },
    [client, conversation, root],
  );

  useEffect(() => {
    if (target !== undefined) go(target);
  }, [target, go]);
  useEffect(() => {
    const stops = [onAgain(() => target !== undefined && go(target)), onThreadJump(go)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [target, go]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: with every change of the lines it may have come
  useLayoutEffect(() => {
    const row = wanted === undefined ? null : scroller.current?.querySelector(`[data-seq="${wanted}"]`);
    if (!row) return;
    leaveEnd();
    row.scrollIntoView({ block: 'center' });
    setWanted(undefined);
    setMarked(wanted);
  }, [wanted, lines]);
  useEffect(() => {
    if (marked === undefined) return;
    const timer = setTimeout(() => setMarked(undefined), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return marked;
}
