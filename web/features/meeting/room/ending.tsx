import { useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Empty, type EmptyArt } from '#web/ui/empty.tsx';
import { LobbyFrame } from '../lobby/lobby-frame.tsx';
import type { EndReason, Meeting } from '../model/meeting.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { type RoomTexts, roomWords } from '../words/room.ts';

interface EndingProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'out' }>;
}

/** After a meeting: why one is out of it, and the ways on. */
export function Ending({ session, meeting }: EndingProps) {
  const words = useWords(roomWords);
  const me = useMe();
  const name = useMeetingTitle(meeting.about);
  const { title, text, art } = told(meeting.why, words);
  const again = () => session.send({ on: 'open', number: meeting.number });
  return (
    <LobbyFrame heading={name}>
      <Empty
        art={art}
        alert={meeting.why !== 'left'}
        title={title}
        actions={
          <>
            {meeting.why !== 'ended' && (
              <Button kind="main" onClick={again}>
                {meeting.why === 'another-device' ? words.bringHere : words.rejoin}
              </Button>
            )}
            <ButtonLink kind={meeting.why === 'ended' ? 'main' : 'plain'} to={me === undefined ? '/' : '/meetings'}>
              {words.done}
            </ButtonLink>
          </>
        }
      >
        <b className="ending__title">{name}</b>
        {text}
      </Empty>
    </LobbyFrame>
  );
}

function told(why: EndReason, words: RoomTexts): { title: string; text: string; art: EmptyArt } {
  switch (why) {
    case 'left':
      return { title: words.outLeft, text: words.outLeftText, art: 'alone' };
    case 'ended':
      return { title: words.outEnded, text: words.outEndedText, art: 'together' };
    case 'removed':
      return { title: words.outRemoved, text: words.outRemovedText, art: 'fallen' };
    case 'another-device':
      return { title: words.outDevice, text: words.outDeviceText, art: 'apart' };
    case 'server-stopped':
      return { title: words.outStopped, text: words.outStoppedText, art: 'fallen' };
    case 'lost':
      return { title: words.outLost, text: words.outLostText, art: 'apart' };
  }
}
