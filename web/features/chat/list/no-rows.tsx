import { useStatus } from '#web/app/client.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { Alone } from '../alone.tsx';
import { openDialog } from '../dialogs.ts';
import { type ChatWords, chatWords } from '../words.ts';
import type { Tab } from './folder-tabs.tsx';
import { type ListWords, listWords } from './words.ts';

/** Why there are no rows, and what to do next. */
export function NoRows({ tab, query, empty }: { tab: Tab; query: string; empty: boolean }) {
  const words = { ...useWords(chatWords), ...useWords(listWords) };
  const { at } = useStatus();
  const phone = useMediaQuery(PHONE);
  if (empty && at === 'connecting') return <SkeletonRows label={words.loading} />;
  if (empty && query === '' && phone && at === 'online') return <Alone />;
  return (
    <div className="empty">
      <p className="empty__text">{emptyText(words, tab, query, empty)}</p>
      {query !== '' && (
        <Button size="sm" icon="search" onClick={() => openDialog({ is: 'palette', query })}>
          {words.findEverywhere}
        </Button>
      )}
    </div>
  );
}

function emptyText(words: ChatWords & ListWords, tab: Tab, query: string, empty: boolean): string {
  if (query !== '') return words.nothingFound(query);
  if (empty) return words.noChats;
  if (tab === 'archived') return words.noArchived;
  if (tab === 'unread') return words.noUnread;
  if (tab === 'mentions') return words.noMentions;
  if (tab === 'people') return words.noPeople;
  return tab === 'groups' ? words.noGroups : words.emptyFolder;
}
