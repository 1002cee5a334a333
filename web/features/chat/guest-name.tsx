import { usePerson } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { chatWords } from './words.ts';

/** Says of an author that they were a guest of a meeting: they have no card. */
export function useIsGuest(id: string): boolean {
  return usePerson(id)?.guest === true;
}

export function GuestOf({ id }: { id: string }) {
  const words = useWords(chatWords);
  return useIsGuest(id) ? <span className="chip">{words.guest}</span> : null;
}
