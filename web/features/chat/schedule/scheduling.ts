import { useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import { randomText } from '#kernel/ids.ts';
import type { ScheduledEntry } from '#protocol/personal.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import type { Language } from '#web/i18n/language.ts';
import { showToast } from '#web/ui/toast.tsx';
import { threadOf, type WritingTo } from '../composing/writing-to.ts';
import { keepingShown, type ToSchedule } from '../stars/showing.ts';
import { whenWords } from './times.ts';

interface ScheduledWords {
  tomorrow: string;
  scheduledAt: (when: string) => string;
  show: string;
}

/** Hands the message over to the server for its time. Resolves with whether that worked; a failure is said. */
export async function scheduleMessage(
  client: Pick<Client, 'call'>,
  said: ToSchedule,
  at: number,
  language: Language,
  words: ScheduledWords,
): Promise<boolean> {
  const { to, text, mentions, replyTo, done } = said;
  const { conversation } = to;
  const more = {
    ...threadOf(to),
    ...(mentions.length === 0 ? {} : { mentions }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
  if (said.carry !== undefined) said.carry(at);
  else {
    try {
      await client.call('message.schedule', { clientId: randomText(20), conversation, text, at, ...more });
    } catch (error) {
      showToast(failureWords(error, language));
      return false;
    }
  }
  done();
  showToast(words.scheduledAt(whenWords(at, Date.now(), language, words.tomorrow)), {
    label: words.show,
    run: () => keepingShown.set({ is: 'scheduled', of: to }),
  });
  return true;
}

/** What waits for its time, what is due first first: for a conversation, for a thread, or for anywhere. */
export function useScheduled(of?: WritingTo): ScheduledEntry[] {
  const client = useClient();
  const items = useSyncExternalStore(client.subscribe, () => client.personal('scheduled'));
  return [...items.values()]
    .filter((one) => of === undefined || (one.conversation === of.conversation && one.thread === of.thread))
    .sort((a, b) => a.at - b.at);
}
