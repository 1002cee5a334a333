import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { canChooseSpeaker, useDevices } from '../media/use-devices.ts';
import { DevicePicker } from '../parts/device-picker.tsx';
import { faultTexts } from '../words/faults.ts';
import { DeviceTests } from './device-tests.tsx';
import { EffectFields } from './effect-fields.tsx';
import type { MediaSeat } from './media-seat.ts';

/** Which devices are used, and whether they work. */
export function DevicesPanel({ seat }: { seat: MediaSeat }) {
  const words = useWords(faultTexts);
  const choices = useSyncExternalStore(seat.subscribe, seat.choices);
  const devices = useDevices(seat.room);
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
              onChoose={(id) => void seat.chooseDevice(use, id)}
            />
          </div>
        ))}
      <EffectFields seat={seat} />
      <DeviceTests microphoneId={choices.microphoneId} speakerId={choices.speakerId} cameraId={choices.cameraId} />
    </div>
  );
}
