import { useState } from 'react';
import { failureText } from '#protocol/failures.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Confirm } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { Control } from '../parts/control.tsx';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { RoomMenu } from './room-menu.tsx';

interface LeaveControlProps {
  session: MeetingSession;
  host: boolean;
}

/** Leaves at once; the host chooses between leaving and ending it for all. */
export function LeaveControl({ session, host }: LeaveControlProps) {
  const words = useWords(roomWords);
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  const leave = () => session.send({ on: 'leave' });
  const end = () => {
    setAsking(false);
    session.onEndRefused(({ code }) => showToast(failureText(code, language)));
    session.send({ on: 'end' });
  };
  if (!host) {
    return <Control leave icon="phone-down" label={words.leaveMeeting} text={words.leave} onPress={leave} />;
  }
  return (
    <>
      <RoomMenu
        trigger={<Control leave icon="phone-down" label={words.leaveMeeting} text={words.leave} />}
        items={[
          { label: words.leaveMeeting, icon: 'logout', onChoose: leave },
          { label: words.endForAll, icon: 'phone-down', danger: true, onChoose: () => setAsking(true) },
        ]}
      />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={end}
        title={words.endTitle}
        confirm={words.endForAll}
        danger
      >
        {words.endText}
      </Confirm>
    </>
  );
}
