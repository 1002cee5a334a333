import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import type { Meeting } from '../model/meeting.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';

interface AwayProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'returning' }>;
}

/** The connection broke for good; it is built anew, and nothing has to be done. */
export function Away({ session, meeting }: AwayProps) {
  const words = useWords(roomWords);
  const title = useMeetingTitle(meeting.answer.meeting);
  return (
    <main className="room room--away stage" aria-label={words.room(title)}>
      <h1 className="visually-hidden">{title}</h1>
      <Empty
        alert
        art="apart"
        title={words.mending}
        actions={<Button onClick={() => session.send({ on: 'leave' })}>{words.leaveMeeting}</Button>}
      >
        {words.awayText}
      </Empty>
    </main>
  );
}
