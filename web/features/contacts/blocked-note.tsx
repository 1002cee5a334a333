import type { UserId } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords, type Words } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import { useContact } from './use-contacts.ts';

const en = { blocked: 'You have blocked this person: what they write doesn’t reach you.', unblock: 'Unblock' };
const zh: typeof en = { blocked: '你已拉黑此人，收不到对方发来的消息。', unblock: '移出黑名单' };
const noteWords: Words<typeof en> = { en, zh };

/** Reminds who has blocked the other person of a conversation, and leads back. */
export function BlockedNote({ peer }: { peer: UserId }) {
  const client = useClient();
  const words = useWords(noteWords);
  const language = useLanguage();
  const { busy, failure, run } = useAction();
  if (!useContact(peer)?.blocked) return null;
  return (
    <Banner
      icon="lock"
      action={
        <Button size="sm" busy={busy} onClick={() => void run(() => client.call('contact.unblock', { user: peer }))}>
          {words.unblock}
        </Button>
      }
    >
      {failure === undefined ? words.blocked : failureWords(failure, language)}
    </Banner>
  );
}
