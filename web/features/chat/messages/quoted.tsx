import type { Quote } from '#protocol/conversations.ts';
import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { colourOf } from '#web/ui/person.ts';
import { kindWords } from '../contents/content-line.ts';
import { contentWords } from '../contents/words.ts';
import { jumpInThread, useThreadPlace } from '../threads/thread-place.ts';
import { chatWords } from '../words.ts';
import { jumpTo } from './acting.ts';
import { plainLine } from './markdown.ts';
import { messageWords } from './words.ts';

/** What a message answers, within its bubble. A press goes there. */
export function Quoted({ quote, seq }: { quote: Quote; seq: number | undefined }) {
  const words = useWords(messageWords);
  const { somebody } = useWords(chatWords);
  const jump = useThreadPlace() === undefined ? jumpTo : jumpInThread;
  const name = useName(quote.by) ?? somebody;
  const contents = useWords(contentWords);
  const kind = quote.content === undefined ? '' : kindWords(quote.content, contents);
  const text = quote.recalled ? words.gone : `${kind} ${plainLine(quote.text)}`.trim();
  return (
    <button type="button" className="quote" onClick={() => seq !== undefined && jump(seq)}>
      <span className="visually-hidden">{words.inAnswerTo}</span>
      <b className={`clip name-${colourOf(quote.by)}`}>{name}</b>
      <span className="quote__text clip">{text}</span>
    </button>
  );
}
