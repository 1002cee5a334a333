import { useWords } from '#web/i18n/words.ts';
import { roomWords } from '../words/room.ts';

/** [ME34] Says of a name that it is a guest's: by the server's word, whatever the name says. */
export function GuestMark() {
  const words = useWords(roomWords);
  return <span className="chip">{words.guest}</span>;
}

/** Whether the server gave this identity to a guest: accounts have others, so it tells of who has left too. */
export function isGuest(identity: string): boolean {
  return !identity.startsWith('u_');
}
