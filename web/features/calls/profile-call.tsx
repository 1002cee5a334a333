import type { CallMode } from '#protocol/calls.ts';
import type { UserId } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { lineWords } from './line-words.ts';
import { callWish } from './wishes.ts';

interface ProfileCallProps {
  user: UserId;
  /** Does what may fail, and tells so. */
  run: (work: () => Promise<void>) => Promise<unknown>;
  /** The call is about to be shown. */
  onCalled: (() => void) | undefined;
}

/** Calls somebody from their card. */
export function ProfileCall({ user, run, onCalled }: ProfileCallProps) {
  const words = useWords(lineWords);
  const client = useClient();
  const call = (mode: CallMode) =>
    void run(async () => {
      const conversation = await client.direct(user);
      onCalled?.();
      callWish.set({ do: 'start', conversation, mode, camera: mode === 'video' });
    });
  return (
    <>
      <IconButton icon="phone" label={words.voiceCall} onClick={() => call('voice')} />
      <IconButton icon="video" label={words.videoCall} onClick={() => call('video')} />
    </>
  );
}
