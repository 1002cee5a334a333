import type { CallMode } from '#protocol/calls.ts';
import type { Summary } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { MenuLater } from '#web/ui/menu-later.tsx';
import { lineWords } from './line-words.ts';
import { useCallIn } from './use-calls.ts';
import { callHere, callWish } from './wishes.ts';

/** Calls whoever is in the conversation, by voice or with pictures. */
export function CallButtons({ summary: { id, kind, memberCount } }: { summary: Summary }) {
  const words = useWords(lineWords);
  const phone = useMediaQuery(PHONE);
  const here = callHere.use();
  const live = useCallIn(id)?.entry.call;
  if (kind === 'channel' || memberCount > LIMITS.callGroup || memberCount < 2) return null;
  if (live !== undefined && live === here) return null;
  const call = (mode: CallMode) => callWish.set({ do: 'start', conversation: id, mode, camera: mode === 'video' });
  if (phone) {
    return (
      <MenuLater
        trigger={<IconButton icon="phone" label={words.start} />}
        items={[
          { icon: 'phone', label: words.voiceCall, onChoose: () => call('voice') },
          { icon: 'video', label: words.videoCall, onChoose: () => call('video') },
        ]}
      />
    );
  }
  return (
    <>
      <IconButton icon="phone" label={words.voiceCall} onClick={() => call('voice')} />
      <IconButton icon="video" label={words.videoCall} onClick={() => call('video')} />
    </>
  );
}
