import type { UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { useMe } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { namedIn, systemWords } from './system-words.ts';
import { chatWords } from './words.ts';

interface SystemLineProps {
  event: ConversationEvent;
  /** Everybody who came in by themselves, where several did one after another. */
  came?: readonly UserId[] | undefined;
}

/** What happened to the group, in the middle and quiet. */
export function SystemLine({ event, came }: SystemLineProps) {
  const words = useWords(chatWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const nameOf = useNames(namedIn(event, came));
  return <p className="system-line">{systemWords(event, { me, nameOf, words, locale: localeOf(language) }, came)}</p>;
}
