import { useWords } from '#web/i18n/words.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { type Device, type DeviceUse, presentDevice } from '../model/devices.ts';
import { faultTexts } from '../words/faults.ts';

const ICONS: Record<DeviceUse, IconName> = { microphone: 'mic', camera: 'video', speaker: 'speaker' };

interface DevicePickerProps {
  use: DeviceUse;
  devices: readonly Device[];
  chosen: string | undefined;
  /** Undefined: the system's own choice. */
  onChoose: (id: string | undefined) => void;
}

/** Which device is used: the browser's own list, so that it is at home on every phone and screen reader. */
export function DevicePicker({ use, devices, chosen, onChoose }: DevicePickerProps) {
  const words = useWords(faultTexts);
  const none = devices.length === 0;
  return (
    <span className="select">
      <Icon name={ICONS[use]} />
      <select
        aria-label={words[use]}
        className="clip"
        disabled={none}
        value={presentDevice(devices, chosen) ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">{none ? words.noneFound : words.systemChoice}</option>
        {devices
          .filter((device) => device.id !== '')
          .map((device, index) => (
            <option key={device.id} value={device.id}>
              {device.label === '' ? words.nth(words[use], index + 1) : device.label}
            </option>
          ))}
      </select>
      <Icon name="down" size="sm" />
    </span>
  );
}
