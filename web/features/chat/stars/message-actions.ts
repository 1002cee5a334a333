import type { MessageLine } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import type { IconName } from '#web/ui/icon.tsx';
import { eraseForMe } from './erasing.ts';
import { starWords } from './words.ts';

interface Action {
  icon: IconName;
  label: string;
  danger?: boolean;
  run: () => void;
}

/** What one does with a message for oneself, for its menu. */
export function useOwnActions(line: MessageLine): { star: Action; erase: Action } {
  const client = useClient();
  const words = useWords(starWords);
  const { conversation, seq, starred = false } = line;
  return {
    star: {
      icon: 'star',
      label: starred ? words.unstar : words.star,
      run: () => client.keep({ do: 'message.star', with: { conversation, seq, on: !starred } }),
    },
    erase: {
      icon: 'eye-off',
      label: words.erase,
      danger: true,
      run: () => eraseForMe(client, conversation, [seq], words),
    },
  };
}
