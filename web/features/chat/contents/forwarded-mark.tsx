import type { MessageLine } from '#protocol/conversations.ts';
import { useMe } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { chatWords } from '../words.ts';
import { contentWords } from './words.ts';

/** Whose message this is a copy of. */
export function ForwardedMark({ from }: { from: NonNullable<MessageLine['forwarded']> }) {
  const words = useWords(contentWords);
  const { you, somebody } = useWords(chatWords);
  const called = useName(from.by);
  const name = useMe()?.id === from.by ? you.toLocaleLowerCase() : (called ?? somebody);
  return (
    <span className="forwarded">
      <Icon name="forward" size="sm" />
      {words.forwarded(name)}
    </span>
  );
}
