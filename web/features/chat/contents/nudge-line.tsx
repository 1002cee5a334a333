import type { ContentOf } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useMe } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { chatWords } from '../words.ts';
import { contentWords } from './words.ts';

/** “Ann nudged you”, in the middle and quiet. */
export function NudgeLine({ line, nudge }: { line: MessageLine; nudge: ContentOf<'nudge'> }) {
  return <p className="system-line">{useNudgeWords(line.by, nudge.user)}</p>;
}

function useNudgeWords(by: string, whom: string): string {
  const words = useWords(contentWords);
  const { you, youObject, somebody } = useWords(chatWords);
  const me = useMe()?.id;
  const nameOf = useNames([by, whom]);
  const who = by === me ? you : (nameOf(by) ?? somebody);
  return words.nudged(who, whom === me ? youObject : (nameOf(whom) ?? somebody));
}
