import { isArchived } from '#kernel/chat-keeping.ts';
import { useClient } from '#web/app/client.tsx';
import { titleOf } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { openDialog } from '../dialogs.ts';
import { hide, toggleArchive, toggleMute, togglePin, toggleRead } from './acts.ts';
import { AnchoredMenu, type MenuAct } from './anchored-menu.tsx';
import { isUnread, type Listed } from './list-model.ts';
import { listSheet, rowMenuOf } from './list-state.ts';
import { listWords } from './words.ts';

/** Everything that can be done with a conversation of the list. */
export function RowMenu() {
  const open = rowMenuOf.use();
  const client = useClient();
  const words = useWords(listWords);
  const acts = useRowActs(open?.listed);
  if (open === undefined) return null;
  const label = words.actionsFor(titleOf(client, open.listed.item.summary));
  return <AnchoredMenu label={label} anchor={open.anchor} acts={acts} onClose={() => rowMenuOf.set(undefined)} />;
}

function useRowActs(listed: Listed | undefined): MenuAct[] {
  const client = useClient();
  const words = useWords(listWords);
  if (listed === undefined) return [];
  const { chat, item } = listed;
  const away = isArchived(item.summary, chat);
  const unread = isUnread(listed);
  return [
    {
      icon: unread ? 'check' : 'chat',
      label: unread ? words.markRead : words.markUnread,
      run: () => toggleRead(client, listed),
    },
    {
      icon: 'pin',
      label: chat?.pinned === undefined ? words.pin : words.unpin,
      run: () => togglePin(client, listed),
    },
    {
      icon: chat?.muted ? 'bell' : 'bell-off',
      label: chat?.muted ? words.unmute : words.mute,
      run: () => toggleMute(client, listed, words),
    },
    { icon: 'bell', label: words.alerts, run: () => openDialog({ is: 'alerts', conversation: item.id }) },
    { icon: 'folder', label: words.toFolders, run: () => listSheet.set({ is: 'folders-of', listed }) },
    {
      icon: 'archive',
      label: away ? words.unarchive : words.archive,
      apart: true,
      run: () => toggleArchive(client, listed, words),
    },
    { icon: 'eye-off', label: words.hide, run: () => hide(client, listed, words) },
  ];
}
