import type { ConversationId } from '#protocol/common.ts';
import { useWords } from '#web/i18n/words.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import { keepingShown } from '../stars/showing.ts';
import { pollWords } from './words.ts';

/** In the composer's menu. */
export function useNewPoll(conversation: ConversationId): MenuItem {
  const { newPoll } = useWords(pollWords);
  return { icon: 'chart', label: newPoll, onChoose: () => keepingShown.set({ is: 'poll', conversation }) };
}
