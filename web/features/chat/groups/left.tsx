import { useEffect, useSyncExternalStore } from 'react';
import type { ConversationId } from '#protocol/common.ts';
import type { EntryOf } from '#protocol/personal.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { noticeWords } from './notice-words.ts';

type Left = EntryOf<'membership'>;

const listeners = new Set<() => void>();
const why = new Map<ConversationId, Left>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function leftWords({ why: reason, title = '' }: Left, words: (typeof noticeWords)['en']): string {
  if (reason === 'dissolved') return words.dissolved(title);
  return reason === 'ended' ? words.ended(title) : words.removed(title);
}

/** Says when this person is put out of a group, and when one ends. */
export function LeftNews() {
  const client = useClient();
  const words = useWords(noticeWords);
  useEffect(
    () =>
      client.on('left', (entry) => {
        why.set(entry.conversation, entry);
        for (const listener of listeners) listener();
        showToast(leftWords(entry, words));
      }),
    [client, words],
  );
  return null;
}

/** Why this person is not in the conversation any more, if that was told since the page was opened. */
export function useLeftWords(conversation: ConversationId): string | undefined {
  const words = useWords(noticeWords);
  const entry = useSyncExternalStore(subscribe, () => why.get(conversation));
  return entry && leftWords(entry, words);
}
