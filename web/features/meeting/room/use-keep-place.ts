import { type CSSProperties, type PointerEvent, type RefObject, useRef, useState } from 'react';

const MARGIN = 12;

interface KeptPlace {
  place: RefObject<HTMLElement | null>;
  style: CSSProperties;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

/** Lets a floating window be dragged, and keeps it inside the page. */
export function useKeepPlace(): KeptPlace {
  const place = useRef<HTMLElement>(null);
  const [at, setAt] = useState<{ left: number; top: number }>();
  function onPointerDown(event: PointerEvent<HTMLElement>) {
    const element = place.current;
    if (element === null || event.button !== 0 || (event.target as Element).closest('button')) return;
    const box = element.getBoundingClientRect();
    const held = { x: event.clientX - box.left, y: event.clientY - box.top };
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => {
      const within = (value: number, size: number, whole: number) =>
        Math.max(MARGIN, Math.min(value, whole - size - MARGIN));
      setAt({
        left: within(move.clientX - held.x, box.width, innerWidth),
        top: within(move.clientY - held.y, box.height, innerHeight),
      });
    };
    handle.onpointerup = () => {
      handle.onpointermove = null;
    };
  }
  return { place, style: at === undefined ? {} : { ...at, right: 'auto', bottom: 'auto' }, onPointerDown };
}
