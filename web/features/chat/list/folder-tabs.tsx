import { type KeyboardEvent, type MouseEvent, useLayoutEffect, useMemo, useRef } from 'react';
import type { FolderEntry } from '#protocol/personal.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { useLongPress } from '../messages/use-long-press.ts';
import { chatWords } from '../words.ts';
import { moveFolder } from './acts.ts';
import { type Filter, isInFolder, isUnread, type Listing, mentionsIn } from './list-model.ts';
import { folderMenuOf } from './list-state.ts';
import { useTabDrag } from './use-tab-drag.ts';
import { listWords } from './words.ts';

export type Tab = Filter | 'archived' | `f_${string}`;

interface FolderTabsProps {
  value: Tab;
  onChange: (tab: Tab) => void;
  folders: readonly FolderEntry[];
  listing: Listing;
  /** The id of the element whose content the tabs choose. */
  controls: string;
}

interface TabItem {
  value: Tab;
  label: string;
  count: number;
  folder?: FolderEntry;
}

/** Folders and filters above the list. Folders are moved by drawing them, by Shift and arrows, or from their menu. */
export function FolderTabs({ value, onChange, folders, listing, controls }: FolderTabsProps) {
  const client = useClient();
  const words = { ...useWords(listWords), ...useWords(chatWords) };
  const items = useItems(folders, listing);
  const bar = useRef<HTMLDivElement>(null);
  const drag = useTabDrag(bar, (from, to) => moveFolder(client, folders, from, to));
  const at = items.findIndex((item) => item.value === value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen one is brought into view
  useLayoutEffect(() => {
    bar.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [value]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const folder = folders.findIndex((one) => one.folder === value);
    if (event.shiftKey) {
      if (folder >= 0) moveFolder(client, folders, folder, folder + step);
      return;
    }
    const next = items[(at + step + items.length) % items.length];
    if (next === undefined) return;
    onChange(next.value);
    bar.current?.querySelectorAll<HTMLElement>('[role=tab]')[items.indexOf(next)]?.focus();
  }

  return (
    <div
      ref={bar}
      className="tabs folder-tabs"
      role="tablist"
      aria-label={words.filter}
      onKeyDown={onKeyDown}
      onWheel={(event) => event.deltaX === 0 && bar.current?.scrollBy({ left: event.deltaY })}
    >
      {items.map((item) => (
        <TabButton
          key={item.value}
          item={item}
          on={item.value === value}
          controls={controls}
          onChoose={onChange}
          drag={drag}
        />
      ))}
    </div>
  );
}

interface TabButtonProps {
  item: TabItem;
  on: boolean;
  controls: string;
  onChoose: (tab: Tab) => void;
  drag: ReturnType<typeof useTabDrag>;
}

function TabButton({ item, on, controls, onChoose, drag }: TabButtonProps) {
  const { folder } = item;
  const press = useLongPress((anchor) => folder && folderMenuOf.set({ folder, anchor }));
  function onContextMenu(event: MouseEvent<HTMLElement>) {
    if (folder === undefined) return;
    event.preventDefault();
    folderMenuOf.set({ folder, anchor: event.currentTarget });
  }
  return (
    <button
      type="button"
      role="tab"
      aria-selected={on}
      aria-controls={controls}
      tabIndex={on ? 0 : -1}
      className={on ? 'tabs__item is-on' : 'tabs__item'}
      data-folder={folder?.folder}
      {...press}
      {...(folder === undefined ? {} : { onContextMenu })}
      onPointerDown={(event) => {
        press.onPointerDown(event);
        if (folder !== undefined) drag(event);
      }}
      onClick={() => onChoose(item.value)}
    >
      {item.label}
      {item.count > 0 && <span className="tabs__count">{item.count}</span>}
    </button>
  );
}

/** Everything first, then the person's own folders, then what can be told apart without them. */
function useItems(folders: readonly FolderEntry[], listing: Listing): TabItem[] {
  const words = { ...useWords(listWords), ...useWords(chatWords) };
  const chat = useWords(chatWords);
  return useMemo(() => {
    const unread = listing.shown.filter(isUnread);
    const mentions = listing.shown.filter((listed) => mentionsIn(listed) > 0);
    const loud = unread.filter((listed) => !listed.chat?.muted || mentionsIn(listed) > 0);
    return [
      { value: 'all', label: chat.all, count: 0 },
      ...folders.map((folder) => ({
        value: folder.folder as Tab,
        label: folder.name,
        count: loud.filter((listed) => isInFolder(listed, folder)).length,
        folder,
      })),
      { value: 'unread', label: chat.unread, count: unread.length },
      { value: 'mentions', label: words.mentions, count: mentions.length },
      { value: 'groups', label: chat.groups, count: 0 },
      { value: 'people', label: words.direct, count: 0 },
    ];
  }, [folders, listing, chat, words.mentions, words.direct]);
}
