import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { BreakoutToasts } from '../breakout/guard.tsx';
import { useHosting } from '../host/use-hosting.ts';
import { WaitingToasts } from '../host/waiting.tsx';
import type { Meeting } from '../model/meeting.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { FloatingWindow } from './floating-window.tsx';
import { Duration } from './room-top.tsx';
import { useSeatRoom, useWakeLock } from './use-room.ts';
import { useSystemKeys } from './use-system-keys.ts';

interface FloatingRoomProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
}

/** The meeting in a small window, while one is elsewhere in the app. */
export function FloatingRoom({ session, meeting }: FloatingRoomProps) {
  const words = useWords(roomWords);
  const { number } = meeting.answer.meeting;
  const title = useMeetingTitle(meeting.answer.meeting);
  const leave = () => session.send({ on: 'leave' });
  const hosting = useHosting(session, meeting, useSeatRoom(session.seat).me);
  useWakeLock();
  useSystemKeys(session.seat, title, leave);
  return (
    <>
      {hosting && <WaitingToasts hosting={hosting} />}
      {hosting && <BreakoutToasts session={session} revision={hosting.desk?.revision} />}
      <FloatingWindow
        seat={session.seat}
        label={words.room(title)}
        title={
          <>
            <span className="clip">{meeting.link === 'mending' ? words.mending : title}</span>
            <Duration since={meeting.since} />
          </>
        }
        restore={words.restore}
        leave={words.leaveMeeting}
        onRestore={() => navigate(`/m/${number}`)}
        onLeave={leave}
      />
    </>
  );
}
