import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import type { Answer } from './poll-model.ts';
import './polls.css';
import { pollWords } from './words.ts';

interface AnswerRowProps {
  answer: Answer;
  many: boolean;
  disabled: boolean;
  onPress: () => void;
}

/** One answer: how many chose it, and whether oneself did. */
export function AnswerRow({ answer, many, disabled, onPress }: AnswerRowProps) {
  const words = useWords(pollWords);
  const { text, count, percent, mine, leads } = answer;
  return (
    <button
      type="button"
      aria-pressed={mine}
      className={['poll-answer', mine && 'is-mine', leads && 'is-leading'].filter(Boolean).join(' ')}
      disabled={disabled}
      onClick={onPress}
    >
      <span className={many ? 'poll-answer__mark poll-answer__mark--many' : 'poll-answer__mark'}>
        {mine && <Icon name="check" size="sm" />}
      </span>
      <span className="poll-answer__text">{text}</span>
      <span className="poll-answer__count">
        <span className="visually-hidden">{words.votes(count)}, </span>
        {words.share(percent)}
      </span>
      <span className="poll-answer__bar" aria-hidden="true">
        <i style={{ inlineSize: `${percent}%` }} />
      </span>
    </button>
  );
}
