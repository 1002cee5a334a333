import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { lineWords } from '../contents/content-line.ts';
import { contentWords } from '../contents/words.ts';
import { chatWords } from '../words.ts';
import type { Composing } from './acting.ts';
import { plainLine } from './markdown.ts';
import { messageWords } from './words.ts';

type Strip = Composing & { is: 'answer' | 'edit' };

/** Above the field: what is answered or edited. */
export function ComposingStrip({ composing, onCancel }: { composing: Strip; onCancel: () => void }) {
  const words = useWords(messageWords);
  const contents = useWords(contentWords);
  const { somebody } = useWords(chatWords);
  const name = useName(composing.line.by) ?? somebody;
  const edit = composing.is === 'edit';
  return (
    <div className="composer__reply">
      <Icon name={edit ? 'compose' : 'reply'} />
      <span className="composer__about">
        <b className="clip">{edit ? words.editing : words.answering(name)}</b>
        <span className="clip">
          {lineWords(composing.line.content, plainLine(composing.line.text.slice(0, 200)), contents)}
        </span>
      </span>
      <IconButton icon="close" label={words.cancel} onClick={onCancel} />
    </div>
  );
}
