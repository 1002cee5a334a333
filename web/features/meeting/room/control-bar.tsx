import { useWords } from '#web/i18n/words.ts';
import { canShareScreen } from '../media/use-devices.ts';
import { useLevelLine } from '../media/use-level.ts';
import type { Person } from '../model/room-state.ts';
import { Control } from '../parts/control.tsx';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { LeaveControl } from './leave-control.tsx';
import { MoreControl } from './more-control.tsx';
import type { PanelName } from './side-panel.tsx';
import type { RoomActions } from './use-room.ts';

interface ControlBarProps {
  session: MeetingSession;
  me: Person | undefined;
  count: number;
  host: boolean;
  actions: RoomActions;
  panel: PanelName | undefined;
  onPanel: (panel: PanelName | undefined) => void;
}

/** Everything one does in a meeting, at the foot of it. */
export function ControlBar({ session, me, count, host, actions, panel, onPanel }: ControlBarProps) {
  const words = useWords(roomWords);
  const sharing = me?.screen !== undefined;
  const people = () => onPanel(panel === 'people' ? undefined : 'people');
  return (
    <footer className="room__bottom">
      <span />
      <div className="control-bar">
        <OwnDevices session={session} me={me} actions={actions} />
        {canShareScreen && (
          <Control
            icon="share"
            className="control--share"
            on={sharing}
            label={sharing ? words.stopSharing : words.share}
            text={sharing ? words.stopShare : words.share}
            onPress={actions.share}
          />
        )}
        <Control
          icon="people"
          on={panel === 'people'}
          aria-expanded={panel === 'people'}
          label={`${words.people} ${count}`}
          text={words.people}
          onPress={people}
        />
        <MoreControl panel={panel} onPanel={onPanel} actions={actions} sharing={sharing} />
        <LeaveControl session={session} host={host} />
      </div>
      <span />
    </footer>
  );
}

type OwnDevicesProps = Pick<ControlBarProps, 'session' | 'me' | 'actions'>;

/** Microphone with its level, and camera: M and V on the keyboard. */
function OwnDevices({ session, me, actions }: OwnDevicesProps) {
  const words = useWords(roomWords);
  const speaking = me?.microphone === true;
  const seen = me?.camera !== undefined;
  const line = useLevelLine(speaking ? session.room?.microphoneTrack() : undefined);
  return (
    <>
      <Control
        icon={speaking ? 'mic' : 'mic-off'}
        off={!speaking}
        level={speaking ? line : undefined}
        aria-keyshortcuts="M"
        label={speaking ? words.mute : words.unmute}
        text={speaking ? words.mute : words.unmute}
        onPress={() => actions.toggle('microphone')}
      />
      <Control
        icon={seen ? 'video' : 'video-off'}
        off={!seen}
        aria-keyshortcuts="V"
        label={seen ? words.cameraOff : words.cameraOn}
        text={words.camera}
        onPress={() => actions.toggle('camera')}
      />
    </>
  );
}
