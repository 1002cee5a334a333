import type { Failure } from '#kernel/failure.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { accountWords } from './words.ts';

/** What is wrong with a whole form. */
export function FormFailure({ failure }: { failure: Failure | undefined }) {
  const words = useWords(accountWords);
  const language = useLanguage();
  if (failure === undefined) return null;
  const waitMs = failure.code === 'rate.limited' ? failure.detail.retryAfterMs : undefined;
  const text = waitMs === undefined ? failureWords(failure, language) : words.wait(Math.ceil(waitMs / 1000));
  return (
    <p className="entry__notice" role="alert">
      <Icon name="alert" size="sm" />
      <span>{text}</span>
    </p>
  );
}

/** Something to know before one begins. */
export function CalmNotice({ children }: { children: string }) {
  return (
    <p className="entry__notice entry__notice--calm" role="status">
      <Icon name="info" size="sm" />
      <span>{children}</span>
    </p>
  );
}
