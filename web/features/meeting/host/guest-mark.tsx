import { useWords } from '#web/i18n/words.ts';
import { roomWords } from '../words/room.ts';

/** [ME34] Says of a name that it is a guest's: by the server's word, whatever the name says. */
export function GuestMark() {
  const words = useWords(roomWords);
  return <span className="chip">{words.guest}</span>;
}
