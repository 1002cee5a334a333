import { useWords } from '#web/i18n/words.ts';
import { messageWords } from '../messages/words.ts';
import { threadWords } from '../threads/words.ts';
import { chatWords } from '../words.ts';

interface ComposerWords {
  placeholder: string;
  /** What the field is, for who can't see it. */
  label: string;
  /** What the button does. */
  send: string;
  tooLong: string;
}

export function useComposerWords(title: string, inThread: boolean, editing: boolean): ComposerWords {
  const chat = useWords(chatWords);
  const thread = useWords(threadWords);
  const { save } = useWords(messageWords);
  return {
    placeholder: inThread ? thread.placeholder : chat.message,
    label: inThread ? thread.replyTo(title) : chat.messageTo(title),
    send: editing ? save : chat.send,
    tooLong: chat.tooLong,
  };
}
