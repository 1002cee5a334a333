import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { ConversationView } from '#client/view.ts';
import { useClient } from '#web/app/client.tsx';
import type { TimelineRow } from '../lines.ts';
import { type Anchor, indexOfRow } from './anchor.ts';
import { type RememberedPlace, rememberedPlace } from './remembered-places.ts';
import type { ScrollKeeper } from './scroll-keeper.ts';

/** How much of what was read stays above the unread line, in px. */
const ABOVE_UNREAD_PX = 96;

interface FirstPlaceOptions {
  keeper: ScrollKeeper;
  view: ConversationView;
  rows: readonly TimelineRow[];
  target: number | undefined;
}

/**
 * Takes the first place as soon as there is something to show: at the target, where one was reading, at what is unread, or
 * at the end. What is around it is loaded first when it is not there. Tells whether it was taken.
 */
export function useFirstPlace({ keeper, view, rows, target }: FirstPlaceOptions): RefObject<boolean> {
  const client = useClient();
  const placed = useRef(false);
  const [remembered] = useState(() => rememberedPlace(view.id, view.unread));
  const [asked, setAsked] = useState<'not' | 'loading' | 'done'>('not');
  useLayoutEffect(() => {
    if (placed.current || rows.length === 0) return;
    const anchor = firstAnchor(view, target, remembered);
    const loaded = { ...view, rows };
    const missing = anchor.at === 'end' ? view.hasAfter : indexOfRow(anchor.row, loaded) < 0;
    if (missing && asked === 'not') {
      setAsked('loading');
      const load = anchor.at === 'end' ? client.loadNewest(view.id) : client.loadAround(view.id, anchor.row.seq);
      void load.then(() => setAsked('done'));
    }
    if (missing && asked !== 'done') {
      keeper.hold({ at: 'end' });
      return;
    }
    placed.current = true;
    keeper.hold(missing ? { at: 'end' } : anchor);
  }, [client, keeper, view, rows, target, remembered, asked]);
  return placed;
}

type FirstAnchor = { at: 'end' } | { at: 'row'; row: { seq: number }; top: number | 'middle' };

function firstAnchor(
  view: ConversationView,
  target: number | undefined,
  remembered: RememberedPlace | undefined,
): FirstAnchor & Anchor {
  if (target !== undefined) return { at: 'row', row: { seq: target }, top: 'middle' };
  if (remembered !== undefined) return { at: 'row', row: { seq: remembered.seq }, top: remembered.top };
  const unread = firstUnread(view);
  return unread === undefined ? { at: 'end' } : { at: 'row', row: { seq: unread }, top: ABOVE_UNREAD_PX };
}

/** Where what is unread begins; undefined: nothing is, or it is not known. */
function firstUnread({ unread, unreadFrom, readAtOpen, hasBefore, failure }: ConversationView): number | undefined {
  if (unread === 0) return undefined;
  if (unreadFrom !== undefined) return unreadFrom;
  // It begins before the lines that are loaded.
  return readAtOpen !== undefined && failure === undefined && hasBefore ? readAtOpen + 1 : undefined;
}
