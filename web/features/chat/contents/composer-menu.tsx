import type { ConversationId, UserId } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { sendNudge } from './nudging.tsx';
import { sending } from './showing.ts';
import { contentWords } from './words.ts';

interface MenuProps {
  conversation: ConversationId;
  /** The other person of a direct conversation. */
  peer: UserId | undefined;
  /** What other features send. */
  more?: readonly MenuItem[];
}

/** What can be sent besides text. */
export function ComposerMenu({ conversation, peer, more = [] }: MenuProps) {
  const client = useClient();
  const language = useLanguage();
  const words = useWords(contentWords);
  const name = useName(peer) ?? words.somebody;
  const items: MenuItem[] = [
    {
      icon: 'contacts',
      label: words.sendContact,
      onChoose: () => sending.set({ conversation, what: 'contact' }),
    },
    { icon: 'globe', label: words.sendLocation, onChoose: () => sending.set({ conversation, what: 'location' }) },
    ...more,
  ];
  if (peer !== undefined) {
    items.push({
      icon: 'hand',
      label: words.nudgeThem(name),
      onChoose: () => void sendNudge(client, conversation, peer, language),
    });
  }
  return (
    <span className="composer__tool">
      <Menu trigger={<IconButton icon="plus" label={words.more} />} items={items} align="start" />
    </span>
  );
}
