import { useEffect } from 'react';
import type { Client } from '#client/api.ts';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Language } from '#protocol/failures.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { shakes } from '#web/app/shaking.ts';
import { showToast } from '#web/ui/toast.tsx';

const SHAKE_MS = 480;

/** Nudges at once or not at all: one that arrives later means nothing. */
export async function sendNudge(
  client: Pick<Client, 'call'>,
  conversation: ConversationId,
  user: UserId,
  language: Language,
): Promise<void> {
  try {
    const content = { type: 'nudge', user } as const;
    await client.call('message.send', { clientId: randomText(20), conversation, text: '', content });
  } catch (error) {
    showToast(failureWords(error, language));
  }
}

/** Shakes the window when this person is nudged and sees it; not for those who prefer less motion. */
export function NudgeShake() {
  const client = useClient();
  useEffect(
    () =>
      client.on('message', ({ content }) => {
        if (content?.type === 'nudge' && content.user === client.me()?.id) shakeWindow();
      }),
    [client],
  );
  return null;
}

function shakeWindow(): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (still || !shakes.get() || document.visibilityState !== 'visible') return;
  const steps = [0, -7, 7, -6, 6, -4, 4, -2, 0].map((px) => ({ transform: `translateX(${px}px)` }));
  document.body.animate(steps, { duration: SHAKE_MS });
}
