import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { MenuLater } from '#web/ui/menu-later.tsx';
import { channelWords } from '../channels/words.ts';
import { openDialog } from '../dialogs.ts';
import { PALETTE_KEYS } from '../palette-keys.ts';
import { useKeptItems } from '../stars/kept-items.ts';
import { chatWords } from '../words.ts';
import { listSheet } from './list-state.ts';
import { listWords } from './words.ts';

/** What is begun from the list. */
export function ListHead() {
  const words = { ...useWords(chatWords), ...useWords(listWords), ...useWords(channelWords) };
  const kept = useKeptItems();
  return (
    <header className="pane__head">
      <h1 className="pane__title">{words.chats}</h1>
      <span className="phone-only">
        <IconButton icon="search" label={words.palette} onClick={() => navigate('/search')} />
      </span>
      <MenuLater
        trigger={<IconButton icon="compose" label={words.start} />}
        items={[
          { icon: 'chat', label: words.newChat, onChoose: () => openDialog({ is: 'new-chat' }) },
          { icon: 'people', label: words.newGroup, onChoose: () => openDialog({ is: 'new-group', people: [] }) },
          { icon: 'hash', label: words.newChannel, onChoose: () => openDialog({ is: 'new-channel' }) },
          { icon: 'search', label: words.browse, onChoose: () => navigate('/channels') },
          {
            icon: 'folder',
            label: words.newFolder,
            onChoose: () => listSheet.set({ is: 'folder', folder: undefined }),
          },
          ...kept,
        ]}
      />
    </header>
  );
}

/** The way back from what is put away. */
export function ArchiveHead({ onBack }: { onBack: () => void }) {
  const words = useWords(listWords);
  return (
    <header className="pane__head pane__head--archive">
      <IconButton icon="left" label={words.backToChats} onClick={onBack} />
      <h1 className="pane__title">{words.archived}</h1>
    </header>
  );
}

/** What stands at the end of the search: clears it, or finds everywhere. */
export function SearchEnd({ query, onClear }: { query: string; onClear: () => void }) {
  const words = useWords(chatWords);
  if (query !== '') return <IconButton icon="close" size="sm" label={words.clearSearch} onClick={onClear} />;
  return (
    <button type="button" className="search-key" onClick={() => openDialog({ is: 'palette' })}>
      <span className="visually-hidden">{words.palette}</span>
      <kbd>{PALETTE_KEYS}</kbd>
    </button>
  );
}
