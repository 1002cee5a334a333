import { type MouseEvent, memo } from 'react';
import type { ConversationItem } from '#client/view.ts';
import type { ChatEntry } from '#protocol/personal.ts';
import { useTitle } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { menuPlaceOf } from '#web/ui/menu-place.ts';
import { ConversationRow } from './conversation-row.tsx';
import { rowMenuOf } from './list-state.ts';
import { SwipeActions } from './swipe-actions.tsx';
import { useSwipe } from './use-swipe.ts';
import { listWords } from './words.ts';

interface PlacedRowProps {
  item: ConversationItem;
  chat: ChatEntry | undefined;
  selected: boolean;
  /** Whether the Tab key comes to it: one of all rows. */
  reachable: boolean;
}

/** A row in its place: with its menu, and what lies under it for a finger that draws it aside. */
export const PlacedRow = memo(function PlacedRow({ item, chat, selected, reachable }: PlacedRowProps) {
  const words = useWords(listWords);
  const title = useTitle(item.summary);
  const swipe = useSwipe({ item, chat }, (row) => open({ listed: { item, chat }, anchor: row }));
  const open = (anchor: Parameters<typeof rowMenuOf.set>[0] & object) => rowMenuOf.set(anchor);
  function onContextMenu(event: MouseEvent<HTMLElement>) {
    event.preventDefault();
    const row = event.currentTarget.querySelector('.row') ?? event.currentTarget;
    open({ listed: { item, chat }, anchor: menuPlaceOf(event, row) });
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done from the row's menu
    <div className={swipe.drawn ? 'row-place is-drawn' : 'row-place'} {...swipe.handlers} onContextMenu={onContextMenu}>
      {swipe.drawn && <SwipeActions listed={{ item, chat }} />}
      <div className="row-place__front" ref={swipe.front}>
        <ConversationRow item={item} chat={chat} selected={selected} reachable={reachable} />
        <span className="row-place__more">
          <IconButton
            icon="more"
            size="sm"
            label={words.actionsFor(title)}
            aria-haspopup="menu"
            tabIndex={-1}
            onClick={(event) => open({ listed: { item, chat }, anchor: event.currentTarget })}
          />
        </span>
      </div>
    </div>
  );
});
