import { type KeyboardEvent, useId, useState } from 'react';
import { VList } from 'virtua';
import type { ConversationItem } from '#client/view.ts';
import { useClient, useConversations, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { ListPane } from '#web/app/frame.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { titleOf } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { Tabs } from '#web/ui/tabs.tsx';
import { Alone } from '../alone.tsx';
import { openDialog } from '../dialogs.ts';
import { PALETTE_KEYS } from '../palette-keys.ts';
import { type ChatWords, chatWords } from '../words.ts';
import { ConversationRow } from './conversation-row.tsx';

type Filter = 'all' | 'unread' | 'groups';

/** The list pane: find, filter, and every conversation with the newest first. */
export function ConversationList({ selected }: { selected: string | undefined }) {
  const words = useWords(chatWords);
  const client = useClient();
  const conversations = useConversations();
  const [filter, setFilter] = useState<Filter>('all');
  const [query, setQuery] = useState('');
  const listId = useId();
  const unread = conversations.filter((item) => item.unread > 0).length;
  const wanted = query.trim().toLowerCase();
  const shown = conversations.filter(
    (item) =>
      passes(item, filter, selected) && (wanted === '' || titleOf(client, item.summary).toLowerCase().includes(wanted)),
  );
  function onKeyDown(event: KeyboardEvent) {
    const first = shown[0];
    if (event.key === 'Escape') setQuery('');
    if (event.key === 'Enter' && first && wanted !== '' && !event.nativeEvent.isComposing) navigate(`/c/${first.id}`);
  }

  return (
    <ListPane label={words.conversations}>
      <ListHead />
      <ConnectionBanner />
      <div className="list-tools">
        <SearchField
          label={words.search}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          end={<SearchEnd query={query} onClear={() => setQuery('')} />}
        />
        <Tabs
          label={words.filter}
          controls={listId}
          value={filter}
          onChange={setFilter}
          items={[
            { value: 'all', label: words.all },
            { value: 'unread', label: words.unread, count: unread },
            { value: 'groups', label: words.groups },
          ]}
        />
      </div>
      <div className="list-fill" id={listId} role="tabpanel" aria-label={words.conversations}>
        {shown.length > 0 ? (
          <VList className="list-body list-body--virtual" data={shown} itemSize={64} bufferSize={400}>
            {(item) => <ConversationRow key={item.id} item={item} selected={item.id === selected} />}
          </VList>
        ) : (
          <NoRows filter={filter} query={query.trim()} empty={conversations.length === 0} />
        )}
      </div>
    </ListPane>
  );
}

/** The one in view stays among the unread ones while it is being read. */
function passes(item: ConversationItem, filter: Filter, selected: string | undefined): boolean {
  if (filter === 'unread') return item.unread > 0 || item.id === selected;
  return filter === 'all' || item.summary.kind === 'group';
}

function ListHead() {
  const words = useWords(chatWords);
  return (
    <header className="pane__head">
      <h1 className="pane__title">{words.chats}</h1>
      <span className="phone-only">
        <IconButton icon="search" label={words.palette} onClick={() => openDialog({ is: 'palette' })} />
      </span>
      <Menu
        trigger={<IconButton icon="compose" label={words.start} />}
        items={[
          { icon: 'chat', label: words.newChat, onChoose: () => openDialog({ is: 'new-chat' }) },
          { icon: 'people', label: words.newGroup, onChoose: () => openDialog({ is: 'new-group', people: [] }) },
        ]}
      />
    </header>
  );
}

function SearchEnd({ query, onClear }: { query: string; onClear: () => void }) {
  const words = useWords(chatWords);
  if (query !== '') return <IconButton icon="close" size="sm" label={words.clearSearch} onClick={onClear} />;
  return (
    <button type="button" className="search-key" onClick={() => openDialog({ is: 'palette' })}>
      <span className="visually-hidden">{words.palette}</span>
      <kbd>{PALETTE_KEYS}</kbd>
    </button>
  );
}

function NoRows({ filter, query, empty }: { filter: Filter; query: string; empty: boolean }) {
  const words = useWords(chatWords);
  const { at } = useStatus();
  const phone = useMediaQuery(PHONE);
  if (empty && at === 'connecting') return <SkeletonRows label={words.loading} />;
  if (empty && query === '' && phone && at === 'online') return <Alone />;
  return (
    <div className="empty">
      <p className="empty__text">{emptyText(words, filter, query, empty)}</p>
      {query !== '' && (
        <Button size="sm" icon="search" onClick={() => openDialog({ is: 'palette', query })}>
          {words.findEverywhere}
        </Button>
      )}
    </div>
  );
}

function emptyText(words: ChatWords, filter: Filter, query: string, empty: boolean): string {
  if (query !== '') return words.nothingFound(query);
  if (empty) return words.noChats;
  return filter === 'unread' ? words.noUnread : words.noGroups;
}
