import { useWords } from '#web/i18n/words.ts';
import { boardWords } from './words.ts';

export function BoardLoading() {
  const words = useWords(boardWords);
  return (
    <div className="board__wait" role="status">
      <span className="board__spin" aria-hidden="true" />
      {words.loading}
    </div>
  );
}
