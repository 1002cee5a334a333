/** Where a picture stands in its window: `x` and `y` in px from the middle. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

export const FITTING: Zoom = { scale: 1, x: 0, y: 0 };
const MOST = 8;

/** Larger or smaller around a point, which stays where it is; `point` in px from the middle. */
export function zoomAt(zoom: Zoom, factor: number, point: { x: number; y: number }): Zoom {
  const scale = Math.min(MOST, Math.max(1, zoom.scale * factor));
  if (scale === 1) return FITTING;
  const grown = scale / zoom.scale;
  return { scale, x: point.x - (point.x - zoom.x) * grown, y: point.y - (point.y - zoom.y) * grown };
}

/** Moved, but never so far that it is out of sight. `box`: of the window, in px. */
export function panned(zoom: Zoom, by: { x: number; y: number }, box: { width: number; height: number }): Zoom {
  const most = { x: (box.width * (zoom.scale - 1)) / 2, y: (box.height * (zoom.scale - 1)) / 2 };
  const within = (value: number, bound: number) => Math.min(bound, Math.max(-bound, value));
  return { ...zoom, x: within(zoom.x + by.x, most.x), y: within(zoom.y + by.y, most.y) };
}
