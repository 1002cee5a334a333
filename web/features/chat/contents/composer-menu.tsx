import { LIMITS } from '#protocol/limits.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import type { MenuItem } from '#web/ui/menu.tsx';
import { MenuLater } from '#web/ui/menu-later.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { askForFiles } from '../attachments/picked.ts';
import { attachmentWords } from '../attachments/words.ts';
import type { WritingTo } from '../composing/writing-to.ts';
import { composerOf } from '../messages/acting.ts';
import { pollWords } from '../polls/words.ts';
import { keepingShown } from '../stars/showing.ts';
import { sendNudge } from './nudging.tsx';
import { sending } from './showing.ts';
import { contentWords } from './words.ts';

/** What can be sent besides text. */
export function ComposerMenu({ to }: { to: WritingTo }) {
  const client = useClient();
  const language = useLanguage();
  const words = useWords(contentWords);
  const { newPoll } = useWords(pollWords);
  const { conversation, thread } = to;
  const peer = useConversation(conversation).summary?.peer;
  const name = useName(peer) ?? words.somebody;
  const { attachPicture, attachFile, tooMany } = useWords(attachmentWords);
  const attach = (accept: string) =>
    askForFiles(
      composerOf(conversation, thread),
      accept,
      (left) => left > 0 && showToast(tooMany(LIMITS.filesInMessage)),
    );
  const items: MenuItem[] = [
    { icon: 'image', label: attachPicture, onChoose: () => attach('image/*,video/*') },
    { icon: 'clip', label: attachFile, onChoose: () => attach('') },
    {
      icon: 'contacts',
      label: words.sendContact,
      onChoose: () => sending.set({ to, what: 'contact' }),
    },
    { icon: 'globe', label: words.sendLocation, onChoose: () => sending.set({ to, what: 'location' }) },
    { icon: 'chart', label: newPoll, onChoose: () => keepingShown.set({ is: 'poll', to }) },
  ];
  // Somebody is nudged in the conversation itself.
  if (peer !== undefined && thread === undefined) {
    items.push({
      icon: 'hand',
      label: words.nudgeThem(name),
      onChoose: () => void sendNudge(client, conversation, peer, language),
    });
  }
  return (
    <span className="composer__tool">
      <MenuLater trigger={<IconButton icon="plus" label={words.more} />} items={items} align="start" />
    </span>
  );
}
