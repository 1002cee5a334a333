/** The part of the page that can be seen, as `visualViewport` tells it. In CSS px. */
export interface SeenPart {
  height: number;
  /** 1: nobody has zoomed. */
  scale: number;
}

/** What is covered less than this is a bar of the browser, in px. */
const LEAST_KEYBOARD_PX = 120;

/**
 * How many px of the page a keyboard covers. 0 where the browser makes the page smaller itself, as `interactive-widget` in
 * index.html asks it to: Safari does not, it only shows another part of the page.
 */
export function coveredByKeyboard(pageHeight: number, seen: SeenPart): number {
  // Who zooms in sees a part, too.
  if (seen.scale > 1.01) return 0;
  const covered = Math.round(pageHeight - seen.height);
  return covered < LEAST_KEYBOARD_PX ? 0 : covered;
}

/** Keeps what one writes above the keyboard: `--keyboard` is what it covers, and nothing is scrolled out at the top. */
export function followKeyboard(): void {
  const { visualViewport } = window;
  if (visualViewport === null) return;
  let last = 0;
  const follow = () => {
    const covered = coveredByKeyboard(innerHeight, visualViewport);
    if (covered !== last) {
      const { style, dataset } = document.documentElement;
      style.setProperty('--keyboard', `${covered}px`);
      if (covered > 0) dataset['keyboard'] = '';
      else delete dataset['keyboard'];
    }
    last = covered;
    if (covered > 0 && visualViewport.offsetTop > 0) scrollTo(0, 0);
  };
  visualViewport.addEventListener('resize', follow);
  visualViewport.addEventListener('scroll', follow);
}
