import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import type { Elsewhere } from '../model/meeting.ts';
import { groupNumber } from '../model/number.ts';
import type { MeetingSession } from '../session.ts';
import { lobbyWords } from '../words/lobby.ts';

interface SwitchingProps {
  session: MeetingSession;
  /** The meeting one is in. */
  other: Elsewhere;
  /** The one to come over to; the same when one is in it on another device. */
  number: string;
  onStay: () => void;
}

/** One person is in one meeting: asks whether to come over to this one. */
export function Switching({ session, other, number, onStay }: SwitchingProps) {
  const words = useWords(lobbyWords);
  return (
    <Sheet
      open
      onClose={onStay}
      title={words.elsewhereTitle}
      className="sheet--confirm"
      actions={
        <>
          <Button onClick={onStay}>{words.stayThere}</Button>
          <Button kind="main" onClick={() => session.send({ on: 'switch' })}>
            {words.switchHere}
          </Button>
        </>
      }
    >
      <div className="sheet__body">
        {other.number === number ? words.anotherDevice : words.elsewhereText(other.title || groupNumber(other.number))}
      </div>
    </Sheet>
  );
}
