import { useSyncExternalStore } from 'react';
import { useDevices } from '#web/features/meeting/media/use-devices.ts';
import type { Device } from '#web/features/meeting/model/devices.ts';
import type { Person } from '#web/features/meeting/model/room-state.ts';
import { Control } from '#web/features/meeting/parts/control.tsx';
import { OwnControls } from '#web/features/meeting/room/own-controls.tsx';
import { ReactControl } from '#web/features/meeting/room/reactions.tsx';
import { useWords } from '#web/i18n/words.ts';
import type { CallPanelName } from './call-panel.tsx';
import type { CallSession } from './session.ts';
import { callWords } from './words.ts';

interface CallBarProps {
  session: CallSession;
  me: Person | undefined;
  panel: CallPanelName | undefined;
  onPanel: (panel: CallPanelName | undefined) => void;
  /** One is in, and not on the way. */
  inside: boolean;
  /** More than two can be in it. */
  together: boolean;
}

/** Everything one does in a call, at the foot of it. */
export function CallBar({ session, me, panel, onPanel, inside, together }: CallBarProps) {
  const words = useWords(callWords);
  const { seat } = session;
  const choices = useSyncExternalStore(seat.subscribe, seat.choices);
  const seen = me?.camera !== undefined;
  const { camera: cameras } = useDevices(seat.room);
  const toggle = (name: CallPanelName) => onPanel(panel === name ? undefined : name);
  return (
    <footer className="call__bottom">
      <div className="control-bar">
        <OwnControls seat={seat} disabled={!inside} />
        {seen && cameras.length > 1 && (
          <Control
            icon="flip"
            label={words.flip}
            text={words.flip}
            onPress={() => void seat.chooseDevice('camera', nextOf(cameras, choices.cameraId))}
          />
        )}
        {together && <ReactControl seat={seat} />}
        <Control
          icon="people"
          on={panel === 'people' || panel === 'add'}
          aria-expanded={panel === 'people' || panel === 'add'}
          label={words.people}
          text={words.people}
          onPress={() => toggle('people')}
        />
        <Control
          icon="settings"
          on={panel === 'devices'}
          aria-expanded={panel === 'devices'}
          label={words.devices}
          text={words.devices}
          onPress={() => toggle('devices')}
        />
        <Control
          icon="phone-down"
          leave
          label={words.hangUp}
          text={words.hangUp}
          onPress={() => session.send({ on: 'leave' })}
        />
      </div>
    </footer>
  );
}

/** The camera after the one that is used. */
function nextOf(cameras: readonly Device[], used: string | undefined): string | undefined {
  const at = cameras.findIndex(({ id }) => id === used);
  return cameras[(Math.max(at, 0) + 1) % cameras.length]?.id;
}
