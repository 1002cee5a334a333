import { type MouseEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useClient } from '#web/app/client.tsx';
import { toggleRead } from './acts.ts';
import type { Listed } from './list-model.ts';
import { openSwipe } from './list-state.ts';

/** A finger has decided between scrolling and drawing aside after so many px. */
const DECIDE_PX = 10;
/** The width of what lies under the row at the right. */
const ACTIONS_PX = 216;
/** Drawn further than this to the right, it is marked as read or unread. */
const READ_PX = 88;

interface Drawing {
  pointer: number;
  x: number;
  y: number;
  /** Where it stood. */
  from: number;
  /** Undefined until it is clear that the row is meant, not the list. */
  by: number | undefined;
}

/** A finger that stays for this long asks for the menu. */
const PRESS_MS = 450;

/**
 * Lets a finger draw a row aside: to the left it stays open over its actions, to the right it acts. `onPress`: it stays
 * where it is.
 */
export function useSwipe(listed: Listed, onPress: (row: Element) => void) {
  const client = useClient();
  const { id } = listed.item;
  const front = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const swallow = useRef(false);
  const [drawn, setDrawn] = useState(false);
  const open = openSwipe.use() === id;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  useEffect(() => {
    if (!open && drawing.current === undefined) settle(front, 0, () => setDrawn(false));
  }, [open]);

  function onPointerDown(event: PointerEvent) {
    clearTimeout(timer.current);
    if (openSwipe.get() !== undefined && openSwipe.get() !== id) openSwipe.set(undefined);
    swallow.current = false;
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    const from = open ? -ACTIONS_PX : 0;
    drawing.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY, from, by: undefined };
    const row = front.current;
    timer.current = setTimeout(() => {
      if (drawing.current?.by !== undefined || row === null) return;
      drawing.current = undefined;
      swallow.current = true;
      onPress(row);
    }, PRESS_MS);
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const now = drawing.current;
    if (now === undefined || event.pointerId !== now.pointer) return;
    const [dx, dy] = [event.clientX - now.x, event.clientY - now.y];
    if (now.by === undefined) {
      if (Math.hypot(dx, dy) > DECIDE_PX) clearTimeout(timer.current);
      if (Math.abs(dy) > DECIDE_PX) drawing.current = undefined;
      if (Math.abs(dx) < DECIDE_PX || Math.abs(dy) >= Math.abs(dx)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      swallow.current = true;
      setDrawn(true);
    }
    now.by = Math.max(-ACTIONS_PX - 24, Math.min(READ_PX + 24, now.from + dx));
    if (front.current) front.current.style.transform = `translateX(${now.by}px)`;
  }

  function onPointerEnd(event: PointerEvent) {
    const now = drawing.current;
    clearTimeout(timer.current);
    drawing.current = undefined;
    if (now?.by === undefined) return;
    if (event.type === 'pointerup' && now.by >= READ_PX) toggleRead(client, listed);
    const opens = event.type === 'pointerup' && now.by < -ACTIONS_PX / 3;
    openSwipe.set(opens ? id : openSwipe.get() === id ? undefined : openSwipe.get());
    settle(front, opens ? -ACTIONS_PX : 0, () => !opens && setDrawn(false));
  }

  /** The finger that drew does not press as well; one that presses an open row closes it. */
  function onClickCapture(event: MouseEvent<HTMLElement>) {
    const onFront = front.current?.contains(event.target as Node) ?? false;
    if (!swallow.current && !(open && onFront)) return;
    if (onFront || swallow.current) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (open && !swallow.current) openSwipe.set(undefined);
    swallow.current = false;
  }

  const handlers = {
    onPointerDown,
    onPointerMove,
    onPointerUp: onPointerEnd,
    onPointerCancel: onPointerEnd,
    onClickCapture,
  };
  return { front, drawn, handlers };
}

/** Moves the row to where it rests. */
function settle(front: RefObject<HTMLDivElement | null>, to: number, done: () => void): void {
  const row = front.current;
  if (row === null) return;
  row.style.transform = to === 0 ? '' : `translateX(${to}px)`;
  done();
}
