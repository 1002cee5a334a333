import { type PointerEvent, type SyntheticEvent, useEffect, useRef } from 'react';

const PRESS_MS = 450;
/** A finger that moves further than this, in px, scrolls. */
const SLIP_PX = 10;

/** Handlers that call `onPress` when a finger stays where it is. */
export function useLongPress(onPress: (element: Element) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = useRef({ x: 0, y: 0, touch: false });
  const stop = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    onPointerDown(event: PointerEvent) {
      const { clientX: x, clientY: y, pointerType, currentTarget } = event;
      start.current = { x, y, touch: pointerType === 'touch' };
      if (pointerType === 'touch') timer.current = setTimeout(() => onPress(currentTarget), PRESS_MS);
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const { x, y } = start.current;
      if (Math.hypot(clientX - x, clientY - y) > SLIP_PX) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    /** The browser's own menu would cover ours. */
    onContextMenu: (event: SyntheticEvent) => start.current.touch && event.preventDefault(),
  };
}
