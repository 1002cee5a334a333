import type { Action } from '#web/app/action.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';

/** Why something did not work; nothing while it did. */
export function FailureLine({ action: { failure } }: { action: Action }) {
  const language = useLanguage();
  if (failure === undefined) return null;
  return (
    <p className="field__error" role="alert">
      {failureWords(failure, language)}
    </p>
  );
}
