import type { PointerEvent as ReactPointerEvent, RefObject } from 'react';

/** A pointer that moves further than this, in px, draws. */
const DRAG_PX = 6;

/**
 * Lets a mouse draw a folder's tab to another place among the folders. Fingers scroll the bar, and move folders from
 * their menu. `onMove` gets both places, counted among folders.
 */
export function useTabDrag(bar: RefObject<HTMLElement | null>, onMove: (from: number, to: number) => void) {
  return (event: ReactPointerEvent<HTMLElement>): void => {
    if (event.pointerType === 'touch' || event.button !== 0 || bar.current === null) return;
    const tab = event.currentTarget;
    const tabs = [...bar.current.querySelectorAll<HTMLElement>('[data-folder]')];
    const from = tabs.indexOf(tab);
    const middles = tabs.map((each) => each.getBoundingClientRect()).map(({ left, width }) => left + width / 2);
    const startX = event.clientX;
    let to = from;
    let drawn = false;
    function move({ clientX }: PointerEvent) {
      if (!drawn && Math.abs(clientX - startX) < DRAG_PX) return;
      drawn = true;
      tab.classList.add('is-drawn');
      tab.style.transform = `translateX(${clientX - startX}px)`;
      const others = middles.filter((_, index) => index !== from);
      to = others.filter((middle) => middle < clientX).length;
    }
    function end({ type }: PointerEvent) {
      removeEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel'] as const) removeEventListener(name, end);
      tab.classList.remove('is-drawn');
      tab.style.transform = '';
      if (!drawn) return;
      // What was drawn is not chosen as well: the click, if there is one, comes before anything else.
      addEventListener('click', stop, { capture: true });
      setTimeout(() => removeEventListener('click', stop, { capture: true }));
      if (type === 'pointerup' && to !== from) onMove(from, to);
    }
    addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel'] as const) addEventListener(name, end);
  };
}

function stop(event: Event): void {
  event.stopPropagation();
}
