import type { ReactNode } from 'react';
import type { Summary } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import './groups.css';
import { noticeWords } from './notice-words.ts';
import { isMuted, may } from './standing.ts';
import { momentText } from './times.ts';

/** Where one writes; or why one can't write here. */
export function WritingPlace({ summary, children }: { summary: Summary; children: ReactNode }) {
  const words = useWords(noticeWords);
  const language = useLanguage();
  // A mute that is over is noticed with the next minute.
  useMinute();
  const { mutedUntil = 0 } = summary;
  const muted = isMuted(summary, Date.now());
  if (!muted && may(summary, 'post')) return children;
  const mute = mutedUntil === FOR_GOOD ? words.muted : words.mutedUntil(momentText(mutedUntil, language));
  return (
    <footer className="composer">
      <p className="no-writing" role="status">
        <Icon name={muted ? 'mic-off' : 'lock'} size="sm" />
        {muted ? mute : words.onlyAdmins}
      </p>
    </footer>
  );
}
