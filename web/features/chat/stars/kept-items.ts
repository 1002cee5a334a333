import { useWords } from '#web/i18n/words.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import { scheduleWords } from '../schedule/words.ts';
import { keepingShown } from './showing.ts';
import { starWords } from './words.ts';

/** In the list's menu: what one keeps over all chats. */
export function useKeptItems(): MenuItem[] {
  const { starred } = useWords(starWords);
  const { scheduledTitle } = useWords(scheduleWords);
  return [
    { icon: 'star', label: starred, onChoose: () => keepingShown.set({ is: 'starred' }) },
    {
      icon: 'clock',
      label: scheduledTitle,
      onChoose: () => keepingShown.set({ is: 'scheduled', of: undefined }),
    },
  ];
}
