import { type KeyboardEvent, lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react';
import { VList, type VListHandle } from 'virtua';
import type { Client } from '#client/api.ts';
import { nameAnswers } from '#kernel/search/names.ts';
import { useClient, useConversations, useMe } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { ListPane } from '#web/app/frame.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { titleOf } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { useChats, useFolders } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { ComputerStrip } from '../computer/computer-strip.tsx';
import { ThreadsRow } from '../threads/threads-row.tsx';
import { chatWords } from '../words.ts';
import { ArchivedRow } from './archived-row.tsx';
import { FolderTabs, type Tab } from './folder-tabs.tsx';
import './list.css';
import { ArchiveHead, ListHead, SearchEnd } from './list-head.tsx';
import {
  arrange,
  type Filter,
  foldersInOrder,
  isInFolder,
  type Listed,
  type Listing,
  passesFilter,
} from './list-model.ts';
import { folderMenuOf, listSheet, rowMenuOf } from './list-state.ts';
import { NoRows } from './no-rows.tsx';
import { PlacedRow } from './placed-row.tsx';
import { useListKeys } from './use-list-keys.ts';
import { listWords } from './words.ts';

const Overlays = lazy(async () => ({
  default: (await loadPart(() => import('./list-overlays.tsx'))).ListOverlays,
}));

/** The list pane: find, filter, folders, and every conversation, what is pinned first. */
export function ConversationList({ selected }: { selected: string | undefined }) {
  const words = { ...useWords(chatWords), ...useWords(listWords) };
  const client = useClient();
  const listing = useListing();
  const folders = foldersInOrder(useFolders());
  const [tab, setTab] = useState<Tab>('all');
  const [query, setQuery] = useState('');
  const listId = useId();
  const known = !tab.startsWith('f_') || folders.some(({ folder }) => folder === tab) ? tab : 'all';
  const wanted = query.trim();
  const folder = folders.find((one) => one.folder === known);
  const rows = useRows(client, listing, known, folder, wanted, selected);
  const archive = known === 'all' && wanted === '' && listing.archived.length > 0;

  function onKeyDown(event: KeyboardEvent) {
    const first = rows[0]?.item;
    if (event.key === 'Escape') setQuery('');
    if (event.key !== 'Enter' || wanted === '' || event.nativeEvent.isComposing) return;
    navigate(first ? `/c/${first.id}` : searchAddress(query));
  }

  return (
    <ListPane label={words.conversations}>
      {known === 'archived' ? <ArchiveHead onBack={() => setTab('all')} /> : <ListHead />}
      <ConnectionBanner />
      <div className="list-tools">
        <SearchField
          label={words.search}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          end={<SearchEnd query={query} onClear={() => setQuery('')} />}
        />
        {known !== 'archived' && (
          <FolderTabs controls={listId} value={known} onChange={setTab} folders={folders} listing={listing} />
        )}
      </div>
      {known !== 'archived' && <ComputerStrip />}
      {known !== 'archived' && <ThreadsRow />}
      <div
        className="list-fill"
        id={listId}
        role="tabpanel"
        aria-label={known === 'archived' ? words.archived : words.conversations}
      >
        {rows.length > 0 || archive ? (
          <Rows
            rows={rows}
            selected={selected}
            archive={archive ? listing.archived : undefined}
            onArchive={() => setTab('archived')}
          />
        ) : (
          <NoRows tab={known} query={query.trim()} empty={listing.shown.length + listing.archived.length === 0} />
        )}
      </div>
      {wanted !== '' && (
        <Button className="search-all" kind="quiet" wide icon="search" onClick={() => navigate(searchAddress(query))}>
          <span className="clip">{words.searchAll(query.trim())}</span>
        </Button>
      )}
      <Opened />
    </ListPane>
  );
}

/** Where messages are searched for the words. */
function searchAddress(query: string): string {
  return `/search?q=${encodeURIComponent(query.trim())}`;
}

function useListing(): Listing {
  const conversations = useConversations();
  const chats = useChats();
  const me = useMe()?.id;
  return useMemo(() => arrange(conversations, chats, me), [conversations, chats, me]);
}

type Folder = Parameters<typeof isInFolder>[1];

/** The one in view stays among the unread ones while it is being read. Searching finds what is put away, too. */
function useRows(
  client: Client,
  listing: Listing,
  tab: Tab,
  folder: Folder | undefined,
  wanted: string,
  selected: string | undefined,
): readonly Listed[] {
  return useMemo(() => {
    if (wanted !== '') {
      const all = tab === 'archived' ? listing.archived : [...listing.shown, ...listing.archived];
      return all.filter(({ item }) => nameAnswers(titleOf(client, item.summary), wanted));
    }
    if (tab === 'archived') return listing.archived;
    if (tab === 'all') return listing.shown;
    const stays = (listed: Listed) => tab !== 'groups' && tab !== 'people' && listed.item.id === selected;
    if (folder !== undefined)
      return listing.shown.filter(
        (each) => isInFolder(each, folder) || (folder.rules.includes('unread') && stays(each)),
      );
    return listing.shown.filter((each) => passesFilter(each, tab as Filter) || stays(each));
  }, [client, listing, tab, folder, wanted, selected]);
}

interface RowsProps {
  rows: readonly Listed[];
  selected: string | undefined;
  /** What is archived, when a row leads there. */
  archive: readonly Listed[] | undefined;
  onArchive: () => void;
}

const ROW_PX = 64;

function Rows({ rows, selected, archive, onArchive }: RowsProps) {
  const list = useRef<VListHandle>(null);
  const { onKeyDown, reachable } = useListKeys({ list, rows, selected, before: archive === undefined ? 0 : 1 });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the links inside
    <div className="list-keys" onKeyDown={onKeyDown}>
      <VList ref={list} className="list-body list-body--virtual" itemSize={ROW_PX} bufferSize={400}>
        {archive === undefined ? null : <ArchivedRow key="archive" archived={archive} onOpen={onArchive} />}
        {rows.map(({ item, chat }) => (
          <PlacedRow
            key={item.id}
            item={item}
            chat={chat}
            selected={item.id === selected}
            reachable={item.id === reachable}
          />
        ))}
      </VList>
    </div>
  );
}

/** Menus and sheets, loaded with the first one that is asked for. */
function Opened() {
  const [row, folder, sheet] = [rowMenuOf.use(), folderMenuOf.use(), listSheet.use()];
  const [wanted, setWanted] = useState(false);
  const now = row !== undefined || folder !== undefined || sheet !== undefined;
  useEffect(() => {
    if (now) setWanted(true);
  }, [now]);
  return wanted ? (
    <Suspense>
      <Overlays />
    </Suspense>
  ) : null;
}
