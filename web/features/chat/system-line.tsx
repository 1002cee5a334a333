import type { ConversationEvent } from '#protocol/conversations.ts';
import { useMe } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { namedIn, systemWords } from './system-words.ts';
import { chatWords } from './words.ts';

/** What happened to the group, in the middle and quiet. */
export function SystemLine({ event }: { event: ConversationEvent }) {
  const words = useWords(chatWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const nameOf = useNames(namedIn(event));
  return <p className="system-line">{systemWords(event, { me, nameOf, words, locale: localeOf(language) })}</p>;
}
