import { type FormEvent, useId, useState } from 'react';
import type { Device } from '#protocol/devices.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useDeviceTitle } from '#web/app/device-news.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { settingsWords } from './words.ts';

interface DeviceNameSheetProps {
  device: Device;
  onClose: () => void;
  changed: () => Promise<boolean>;
}

/** Gives a device the person's own name. */
export function DeviceNameSheet({ device, onClose, changed }: DeviceNameSheetProps) {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const titleOf = useDeviceTitle();
  const formId = useId();
  const [name, setName] = useState(() => titleOf(device.name));
  const { busy, failure, run } = useAction();

  async function submit(event: FormEvent) {
    event.preventDefault();
    const tidy = name.trim();
    if (tidy === '') return;
    const named = await run(() => client.request('PATCH', `/api/v1/devices/${device.id}`, { name: tidy }));
    if (!named) return;
    onClose();
    await changed();
  }

  return (
    <Sheet
      open
      title={words.nameDeviceTitle}
      onClose={onClose}
      actions={
        <Button kind="main" type="submit" form={formId} busy={busy} disabled={name.trim() === ''}>
          {words.keep}
        </Button>
      }
    >
      <form id={formId} className="sheet__body" onSubmit={(event) => void submit(event)}>
        <Field
          label={words.deviceNameLabel}
          value={name}
          maxLength={80}
          autoComplete="off"
          error={failure && failureWords(failure, language)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </form>
    </Sheet>
  );
}
