import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { canChooseSpeaker, useDevices } from '../media/use-devices.ts';
import { DevicePicker } from '../parts/device-picker.tsx';
import type { MeetingSession } from '../session.ts';
import { faultTexts } from '../words/faults.ts';
import type { RoomActions } from './use-room.ts';

export function DevicesPanel({ session, actions }: { session: MeetingSession; actions: RoomActions }) {
  const words = useWords(faultTexts);
  const choices = useSyncExternalStore(session.subscribe, session.choices);
  const devices = useDevices(session.room);
  return (
    <div className="devices-panel">
      {(['microphone', 'speaker', 'camera'] as const)
        .filter((use) => use !== 'speaker' || canChooseSpeaker)
        .map((use) => (
          <div className="field" key={use}>
            <span className="field__label" aria-hidden="true">
              {words[use]}
            </span>
            <DevicePicker
              use={use}
              devices={devices[use]}
              chosen={choices[`${use}Id`]}
              onChoose={(id) => actions.chooseDevice(use, id)}
            />
          </div>
        ))}
    </div>
  );
}
