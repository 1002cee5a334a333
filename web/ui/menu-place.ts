import type { MouseEvent } from 'react';

/** Where a menu opens: beside an element, or where the pointer was. */
export type MenuPlace = Element | { getBoundingClientRect: () => DOMRect };

/** Where the pointer asked for a menu; from the keyboard there is no pointer, and it opens beside `element`. */
export function menuPlaceOf({ clientX, clientY }: MouseEvent, element: Element): MenuPlace {
  if (clientX <= 0 && clientY <= 0) return element;
  return { getBoundingClientRect: () => new DOMRect(clientX, clientY, 0, 0) };
}
