import type { MouseEvent } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import { menuPlaceOf } from '#web/ui/menu-place.ts';
import { useThreadPlace } from '../threads/thread-place.ts';
import { menuOf } from './acting.ts';
import { useLongPress } from './use-long-press.ts';

/** What the browser's own menu is better for: it opens, saves and copies them. */
const BROWSERS_OWN = 'a[href], img, video, audio, input, textarea';

/** Handlers of a bubble: a long press or the right button opens what can be done about the message. */
export function useMenuPress(line: MessageLine | undefined) {
  const thread = useThreadPlace();
  const press = useLongPress((anchor) => line && menuOf.set({ line, anchor, thread }));
  function onContextMenu(event: MouseEvent<HTMLElement>) {
    press.onContextMenu(event);
    if (line === undefined || event.defaultPrevented || isBrowsersOwn(event)) return;
    event.preventDefault();
    menuOf.set({ line, anchor: menuPlaceOf(event, event.currentTarget), thread });
  }
  return { ...press, onContextMenu };
}

function isBrowsersOwn({ target, currentTarget }: MouseEvent<HTMLElement>): boolean {
  if (target instanceof Element && target.closest(BROWSERS_OWN)) return true;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(currentTarget, true);
}
