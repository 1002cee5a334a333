import { type Language, localeOf } from '#web/i18n/language.ts';

/** A day and the time of it: `Nov 20, 18:05`. */
export function momentText(at: number, language: Language): string {
  const format = new Intl.DateTimeFormat(localeOf(language), {
    ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
    ...(new Date(at).getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }),
  });
  return format.format(at);
}
