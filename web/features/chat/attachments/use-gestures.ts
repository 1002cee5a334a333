import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { FITTING, panned, type Zoom, zoomAt } from './zoom.ts';

interface Gestures {
  zoom: Zoom;
  /** Larger or smaller around the middle. */
  step: (factor: number) => void;
  handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerCancel: (event: PointerEvent) => void;
    onDoubleClick: (event: { clientX: number; clientY: number }) => void;
  };
}

const SWIPE_PX = 60;
const DOUBLE = 2.5;

type Point = { x: number; y: number };

/**
 * Wheel, pinch and double tap make a picture larger; dragging moves it, and turns pages while it fits. `subject`: what is
 * looked at; another one begins anew.
 */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  subject: string,
  turn: (by: 1 | -1) => void,
): Gestures {
  const [zoom, setZoom] = useState(FITTING);
  const pointers = useRef(new Map<number, Point>());
  const swiped = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture begins anew
  useEffect(() => setZoom(FITTING), [subject]);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    // React listens passively to wheels.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      setZoom((now) => zoomAt(now, Math.exp(-event.deltaY / 300), fromMiddle(element, event)));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [stage]);

  function onPointerDown(event: PointerEvent) {
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    swiped.current = 0;
  }

  function onPointerMove(event: PointerEvent) {
    const before = pointers.current.get(event.pointerId);
    const element = stage.current;
    if (before === undefined || element === null) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    pointers.current.set(event.pointerId, now);
    if (other !== undefined) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
      setZoom((old) => zoomAt(old, factor, fromMiddle(element, middle)));
      return;
    }
    swiped.current += now.x - before.x;
    setZoom((old) => panned(old, { x: now.x - before.x, y: now.y - before.y }, element.getBoundingClientRect()));
  }

  function onPointerUp({ pointerId }: PointerEvent) {
    const alone = pointers.current.size === 1 && pointers.current.delete(pointerId);
    pointers.current.delete(pointerId);
    if (alone && zoom.scale === 1 && Math.abs(swiped.current) > SWIPE_PX) turn(swiped.current < 0 ? 1 : -1);
  }

  function onDoubleClick(event: { clientX: number; clientY: number }) {
    const element = stage.current;
    if (element === null) return;
    setZoom((now) => (now.scale > 1 ? FITTING : zoomAt(now, DOUBLE, fromMiddle(element, event))));
  }

  return {
    zoom,
    step: (factor) => setZoom((now) => zoomAt(now, factor, { x: 0, y: 0 })),
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onDoubleClick },
  };
}

function fromMiddle(element: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
