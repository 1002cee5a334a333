import { type RefObject, useEffect } from 'react';
import type { ScrollKeeper } from './scroll-keeper.ts';

/** A turn of the wheel or a key takes no longer than this, in ms, to move something. */
const MOVES_WITHIN_MS = 200;
const UPWARDS: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', ' ']);
const DOWNWARDS: ReadonlySet<string> = new Set(['ArrowDown', 'PageDown']);

/** Tells the keeper when somebody is about to scroll, before anything has moved. */
export function useHands(scroller: RefObject<HTMLElement | null>, keeper: ScrollKeeper): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let touched = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const put = () => {
      clearTimeout(timer);
      keeper.handleHands(true);
    };
    const letGo = () => {
      clearTimeout(timer);
      timer = setTimeout(() => !touched && keeper.handleHands(false), MOVES_WITHIN_MS);
    };
    const onMove = (up: boolean) => {
      keeper.handleIntent();
      if (!up) return;
      put();
      letGo();
    };
    const ending = new AbortController();
    const options = { passive: true, signal: ending.signal };
    const onTouchEnd = ({ touches }: TouchEvent) => {
      touched = touches.length > 0;
      if (!touched) letGo();
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (UPWARDS.has(key) || DOWNWARDS.has(key)) onMove(UPWARDS.has(key));
    };
    const onTouch = ({ target }: TouchEvent) => {
      keeper.handleIntent();
      touched = true;
      put();
      // A row that leaves the page under the finger is told of the end alone.
      for (const name of ['touchend', 'touchcancel'])
        (target as HTMLElement).addEventListener(name, onTouchEnd as (event: Event) => void, options);
    };
    element.addEventListener('wheel', (event) => onMove(event.deltaY < 0), options);
    element.addEventListener('keydown', onKey, options);
    element.addEventListener('pointerdown', () => keeper.handleIntent(), options);
    element.addEventListener('touchstart', onTouch, options);
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [scroller, keeper]);
}
