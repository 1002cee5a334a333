import { useEffect, useRef, useState } from 'react';
import type { MediaSeat } from './media-seat.ts';
import { useKeys } from './use-keys.ts';

/** M, V and S, whatever else a screen has, and the space bar to speak for as long as it is held. */
export function useRoomKeys(seat: MediaSeat, more: Record<string, () => void>): { pushing: boolean } {
  useKeys({
    m: () => seat.toggle('microphone'),
    v: () => seat.toggle('camera'),
    s: () => seat.share(),
    ...more,
  });
  return { pushing: usePushToTalk(seat) };
}

/** Whether the microphone is on because the space bar is held. */
function usePushToTalk(seat: MediaSeat): boolean {
  const [pushing, setPushing] = useState(false);
  const held = useRef(false);
  /** Whether what has the focus got it by keyboard: a key press makes everything `:focus-visible`. */
  const byKeyboard = useRef(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (held.current) return event.preventDefault();
      if (takesSpace(event.target, byKeyboard.current) || seat.me === undefined || seat.me.microphone) return;
      event.preventDefault();
      held.current = true;
      setPushing(true);
      void seat.capture('microphone', true);
    };
    const focused = ({ target }: FocusEvent) => {
      byKeyboard.current = target instanceof Element && target.matches(':focus-visible');
    };
    const release = () => {
      if (!held.current) return;
      held.current = false;
      setPushing(false);
      void seat.capture('microphone', false);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !held.current) return;
      event.preventDefault();
      release();
    };
    addEventListener('focusin', focused);
    addEventListener('keydown', press);
    addEventListener('keyup', up);
    // Whoever goes to another window lets go of the key there.
    addEventListener('blur', release);
    return () => {
      release();
      removeEventListener('focusin', focused);
      removeEventListener('keydown', press);
      removeEventListener('keyup', up);
      removeEventListener('blur', release);
    };
  }, [seat]);
  return pushing;
}

/** Fields write a space, and buttons that somebody came to by keyboard are pressed by it. */
function takesSpace(target: EventTarget | null, byKeyboard: boolean): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest('input, textarea, select, video, [role=dialog], [role=menu], [role=alertdialog], [data-own-keys]'))
    return true;
  return byKeyboard && target.closest('button, a, summary, [role=tab]') !== null;
}
