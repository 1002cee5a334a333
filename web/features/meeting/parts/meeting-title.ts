import type { Meeting } from '#protocol/meetings.ts';
import { useWords } from '#web/i18n/words.ts';
import { groupNumber } from '../model/number.ts';
import { roomWords } from '../words/room.ts';

/** What a meeting is called: its title, else by its host, else by its number. */
export function useMeetingTitle({ title, host, number }: Pick<Meeting, 'title' | 'host' | 'number'>): string {
  const words = useWords(roomWords);
  if (title !== '') return title;
  return host.nickname === '' ? groupNumber(number) : words.titleOf(host.nickname);
}
