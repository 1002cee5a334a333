import type { Action } from '#web/app/action.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { Icon } from '#web/ui/icon.tsx';

/** Why what was asked for in a sheet did not work. */
export function ActionFailure({ action }: { action: Action }) {
  const language = useLanguage();
  if (action.failure === undefined) return null;
  return (
    <p className="field__error sheet__failure" role="alert">
      <Icon name="alert" size="sm" />
      <span>{failureWords(action.failure, language)}</span>
    </p>
  );
}
