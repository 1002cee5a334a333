import { isPollClosed, pollOf } from '#kernel/poll-fold.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import type { IconName } from '#web/ui/icon.tsx';
import { pollWords } from './words.ts';

interface Action {
  icon: IconName;
  label: string;
  run: () => void;
}

/** What can be done with a poll, for its menu. `manages`: its author, or who manages the group. */
export function usePollActions(line: MessageLine, manages: boolean): Action[] {
  const client = useClient();
  const words = useWords(pollWords);
  const { conversation, seq } = line;
  if (pollOf(line) === undefined || isPollClosed(line, Date.now())) return [];
  const actions: (Action | false)[] = [
    (line.poll?.mine?.length ?? 0) > 0 && {
      icon: 'reply',
      label: words.takeBack,
      run: () => client.change(conversation, { type: 'voted', target: seq, options: [] }),
    },
    manages && {
      icon: 'check',
      label: words.close,
      run: () => client.change(conversation, { type: 'poll-closed', target: seq }),
    },
  ];
  return actions.filter((action) => action !== false);
}
