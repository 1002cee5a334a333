import type { Device } from '#protocol/devices.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useDeviceTitle } from '#web/app/device-news.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { computerWords } from './words.ts';

interface ComputerSheetProps {
  computers: readonly Device[];
  onClose: () => void;
  changed: () => Promise<void>;
}

/** The computers that are connected, each with its way out. */
export function ComputerSheet({ computers, onClose, changed }: ComputerSheetProps) {
  const client = useClient();
  const words = useWords(computerWords);
  const language = useLanguage();
  const titleOf = useDeviceTitle();
  const { busy, failure, run } = useAction();

  async function signOut(device: Device) {
    if (!(await run(() => client.request('DELETE', `/api/v1/devices/${device.id}`)))) return;
    showToast(words.signedOut);
    if (computers.length === 1) onClose();
    await changed();
  }

  return (
    <Sheet open title={words.title} onClose={onClose}>
      <div className="sheet__body computers">
        <p className="computers__lead">{words.lead}</p>
        {computers.map((device) => {
          const name = titleOf(device.name) || words.unnamed;
          return (
            <div className="setting computers__one" key={device.id}>
              <span className="setting__icon">
                <Icon name="laptop" />
              </span>
              <div className="setting__main">
                <span className="setting__title">
                  <span className="clip">{name}</span>
                </span>
                <span className="setting__text">{[words.now, device.address].filter(Boolean).join(' · ')}</span>
              </div>
              <Button
                size="sm"
                kind="danger-quiet"
                busy={busy}
                aria-label={words.signOutOf(name)}
                onClick={() => void signOut(device)}
              >
                {words.signOut}
              </Button>
            </div>
          );
        })}
        {failure && (
          <p className="field__error" role="alert">
            <Icon name="alert" size="sm" />
            {failureWords(failure, language)}
          </p>
        )}
      </div>
    </Sheet>
  );
}
