import type { KeyboardEvent } from 'react';

/** Moves among the buttons of a grid by arrows, Home and End; rows are where the buttons stand. */
export function onGridKey(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cell]')];
  const from = all.indexOf(document.activeElement as HTMLElement);
  const to = from < 0 ? undefined : targetOf(event.key, all, from);
  if (to === undefined) return;
  event.preventDefault();
  to.focus();
}

function targetOf(key: string, all: readonly HTMLElement[], from: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowRight':
      return all[from + 1];
    case 'ArrowLeft':
      return all[from - 1];
    case 'ArrowDown':
      return inRow(all.slice(from + 1), all[from]);
    case 'ArrowUp':
      return inRow(all.slice(0, from).reverse(), all[from]);
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}

/** Of the nearest other row, the one that stands nearest to `from`. */
function inRow(candidates: readonly HTMLElement[], from: HTMLElement | undefined): HTMLElement | undefined {
  if (from === undefined) return undefined;
  const { top, left } = from.getBoundingClientRect();
  const boxes = candidates.map((element) => ({ element, box: element.getBoundingClientRect() }));
  const row = boxes.find(({ box }) => Math.abs(box.top - top) > 4)?.box.top;
  if (row === undefined) return undefined;
  const there = boxes.filter(({ box }) => Math.abs(box.top - row) <= 4);
  there.sort((a, b) => Math.abs(a.box.left - left) - Math.abs(b.box.left - left));
  return there[0]?.element;
}

/** One of the buttons is reached by Tab: the one that had the focus last. */
export function keepPlace(grid: HTMLElement, target: EventTarget): void {
  if (!(target instanceof HTMLElement) || target.dataset['cell'] === undefined) return;
  for (const one of grid.querySelectorAll<HTMLElement>('[data-cell][tabindex="0"]')) one.tabIndex = -1;
  target.tabIndex = 0;
}
