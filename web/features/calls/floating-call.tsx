import type { TabCall } from '#client/tab-call.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useMe } from '#web/app/client.tsx';
import { FloatingWindow } from '#web/features/meeting/room/floating-window.tsx';
import { useSystemKeys } from '#web/features/meeting/room/use-system-keys.ts';
import { useWords } from '#web/i18n/words.ts';
import { CallFace } from './call-face.tsx';
import { faceOf, useCallTitle, useSummary } from './call-title.ts';
import type { CallSession } from './session.ts';
import { useDuration, useStanding } from './use-call-room.ts';
import { callWords } from './words.ts';

interface FloatingCallProps {
  session: CallSession;
  state: TabCall;
  entry: CallEntry | undefined;
  conversation: string | undefined;
  onRestore: () => void;
}

/** The call in a small window, while one is elsewhere in the app. */
export function FloatingCall({ session, state, entry, conversation, onRestore }: FloatingCallProps) {
  const words = useWords(callWords);
  const title = useCallTitle(entry, conversation);
  const summary = useSummary(conversation);
  const account = useMe()?.id ?? '';
  const standing = useStanding(state, entry);
  const lasted = useDuration(entry);
  const leave = () => session.send({ on: 'leave' });
  useSystemKeys(session.seat, title, leave);
  return (
    <FloatingWindow
      seat={session.seat}
      label={words.call(title)}
      title={
        <span className="floating-call__title">
          <span className="clip">{title}</span>
          <span className="quiet num clip">{standing ?? lasted}</span>
        </span>
      }
      face={<CallFace user={faceOf(entry, summary, account)} conversation={conversation} title={title} size={32} />}
      restore={words.restore}
      leave={words.hangUp}
      onRestore={onRestore}
      onLeave={leave}
    />
  );
}
