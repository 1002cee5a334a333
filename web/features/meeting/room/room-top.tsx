import { useSyncExternalStore } from 'react';
import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { useDevices } from '../media/use-devices.ts';
import type { Meeting } from '../model/meeting.ts';
import { groupNumber, meetingLink } from '../model/number.ts';
import type { View } from '../model/people.ts';
import { durationText, type RoomState } from '../model/room-state.ts';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { Roll } from './roll.tsx';
import { useNow } from './use-room.ts';

interface RoomTopProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
  state: RoomState;
  view: View;
  onView: (view: View) => void;
  /** Only who has an account has somewhere to go while the meeting goes on. */
  canMinimise: boolean;
}

export function RoomTop({ session, meeting, state, view, onView, canMinimise }: RoomTopProps) {
  const words = useWords(roomWords);
  const { number } = meeting.answer.meeting;
  const title = useMeetingTitle(meeting.answer.meeting);
  const copy = () => void copyAndSay(meetingLink(location.origin, number), words.copied, words.copyFailed);
  return (
    <header className="room__top">
      {canMinimise && (
        <IconButton className="room__minimise" icon="down" label={words.minimise} onClick={() => navigate('/')} />
      )}
      <div className="room__who">
        <h1 className="room__title clip">{title}</h1>
        <span className="room__facts quiet num">
          <Roll people={state.people} />
          <Duration since={meeting.since} />
          <span className="room__number num">{groupNumber(number)}</span>
        </span>
      </div>
      <div className="room__actions">
        <OwnQuality state={state} />
        <FlipCamera session={session} />
        <Button
          size="sm"
          onClick={copy}
          aria-label={words.copyNumber(groupNumber(number))}
          title={words.copyNumber(groupNumber(number))}
        >
          <Icon name="link" />
          <span className="room__copy num">{groupNumber(number)}</span>
        </Button>
        <ViewSwitch view={view} onView={onView} />
      </div>
    </header>
  );
}

/** For hands that hold a phone: the camera on its other side. */
function FlipCamera({ session: { seat } }: Pick<RoomTopProps, 'session'>) {
  const words = useWords(roomWords);
  const { camera } = useDevices(seat.room);
  const { cameraId } = useSyncExternalStore(seat.subscribe, seat.choices);
  if (camera.length < 2) return null;
  const next = camera[(camera.findIndex((device) => device.id === cameraId) + 1) % camera.length];
  const flip = () => void seat.chooseDevice('camera', next?.id);
  return <IconButton className="room__flip" icon="flip" label={words.flip} onClick={flip} />;
}

export function Duration({ since }: { since: number }) {
  return <time className="num">{durationText(useNow() - since)}</time>;
}

function OwnQuality({ state }: { state: RoomState }) {
  const words = useWords(roomWords);
  const quality = state.people.find((person) => person.me)?.quality;
  const text = quality === 'poor' ? words.ownPoor : quality === 'lost' ? words.ownLost : undefined;
  return (
    <span role="status">
      {text && (
        <span className="quality">
          <Icon name="signal" size="sm" />
          {text}
        </span>
      )}
    </span>
  );
}

const VIEWS = [
  ['grid', 'grid'],
  ['speaker', 'focus'],
] as const satisfies readonly (readonly [View, IconName])[];

function ViewSwitch({ view, onView }: { view: View; onView: (view: View) => void }) {
  const words = useWords(roomWords);
  const texts = { grid: words.grid, speaker: words.speakerView };
  return (
    <fieldset className="segmented room__views">
      <legend className="visually-hidden">{words.view}</legend>
      {VIEWS.map(([value, icon]) => (
        <label key={value} className={value === view ? 'segmented__item is-on' : 'segmented__item'}>
          <input
            className="visually-hidden"
            type="radio"
            name="view"
            checked={value === view}
            onChange={() => onView(value)}
          />
          <Icon name={icon} size="sm" />
          {texts[value]}
        </label>
      ))}
    </fieldset>
  );
}
