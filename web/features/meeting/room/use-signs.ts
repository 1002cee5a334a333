import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { MeetingSession } from '../session.ts';

interface Signs {
  /** Raises or lowers one's own hand. */
  raise: (up: boolean) => void;
  /** For hosts: takes somebody's hand down. */
  lower: (identity: string) => void;
  /** For hosts: shows somebody large to everybody; undefined: nobody. */
  spotlight: (identity: string | undefined) => void;
}

/** Hands and the spotlight, which the server keeps for everybody to see. What fails is told. */
export function useSigns(session: MeetingSession, { answer }: Extract<Meeting, { at: 'inside' }>): Signs {
  const language = useLanguage();
  const { signs } = session;
  const { token } = answer;
  const { number } = answer.meeting;
  const tried = (work: Promise<void>) => void work.catch((error: unknown) => showToast(failureWords(error, language)));
  return {
    raise: (up) => tried(signs.hand(number, { pass: token, up })),
    lower: (identity) => tried(signs.hand(number, { pass: token, up: false, identity })),
    spotlight: (identity) => tried(signs.spotlight(number, { pass: token, ...(identity && { identity }) })),
  };
}
