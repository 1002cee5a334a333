import type { UserId } from '#protocol/common.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { ProfileCard } from './profile-card.tsx';
import { contactsWords } from './words.ts';

/** Somebody's card over the conversation. */
export function ProfileSheet({ id, onClose }: { id: UserId; onClose: () => void }) {
  const words = useWords(contactsWords);
  return (
    <Sheet open onClose={onClose} title={words.profile} bare className="sheet--profile">
      <ProfileCard id={id} onWritten={onClose} />
      <span className="sheet__close">
        <IconButton icon="close" label={words.close} onClick={onClose} />
      </span>
    </Sheet>
  );
}
