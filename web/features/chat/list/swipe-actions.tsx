import { isArchived } from '#kernel/chat-keeping.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { toggleArchive, toggleMute, togglePin } from './acts.ts';
import { isUnread, type Listed } from './list-model.ts';
import { openSwipe } from './list-state.ts';
import { listWords } from './words.ts';

/** What lies under a row that is drawn aside. The same is in its menu, for everybody else. */
export function SwipeActions({ listed }: { listed: Listed }) {
  const client = useClient();
  const words = useWords(listWords);
  const { chat, item } = listed;
  const away = isArchived(item.summary, chat);
  const acts: { icon: IconName; label: string; act: () => void }[] = [
    { icon: 'pin', label: chat?.pinned === undefined ? words.pin : words.unpin, act: () => togglePin(client, listed) },
    {
      icon: chat?.muted ? 'bell' : 'bell-off',
      label: chat?.muted ? words.unmute : words.mute,
      act: () => toggleMute(client, listed, words),
    },
    {
      icon: 'archive',
      label: away ? words.unarchiveShort : words.archive,
      act: () => toggleArchive(client, listed, words),
    },
  ];
  return (
    <div className="swipe" aria-hidden="true">
      <span className="swipe__read">
        <Icon name={isUnread(listed) ? 'check' : 'chat'} />
        {isUnread(listed) ? words.readShort : words.unreadShort}
      </span>
      <span className="swipe__acts">
        {acts.map(({ icon, label, act }) => (
          <button
            key={label}
            type="button"
            tabIndex={-1}
            className="swipe__act"
            onClick={() => {
              openSwipe.set(undefined);
              act();
            }}
          >
            <Icon name={icon} />
            {label}
          </button>
        ))}
      </span>
    </div>
  );
}
