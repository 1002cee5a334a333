import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { Person } from '../model/room-state.ts';
import type { MeetingSession } from '../session.ts';
import { seatWords } from '../words/seat.ts';
import type { RoomMenuItem } from './room-menu.tsx';

export interface Signs {
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
  const { number } = answer.meeting;
  const guest = answer.ticket === undefined ? {} : { ticket: answer.ticket };
  const tried = (work: Promise<void>) => void work.catch((error: unknown) => showToast(failureWords(error, language)));
  return {
    raise: (up) => tried(signs.hand(number, { up, ...guest })),
    lower: (identity) => tried(signs.hand(number, { up: false, identity, ...guest })),
    spotlight: (identity) => tried(signs.spotlight(number, identity === undefined ? {} : { identity })),
  };
}

/** For hosts: shows somebody to everybody, or ends it. */
export function useSpotlight({ identity, spotlight }: Person, signs: Signs): RoomMenuItem {
  const words = useWords(seatWords);
  const label = spotlight ? words.unspotlight : words.spotlight;
  return { label, icon: 'star', onChoose: () => signs.spotlight(spotlight ? undefined : identity) };
}
