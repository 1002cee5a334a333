import { type FormEvent, useId, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { breakoutWords } from './words.ts';

interface NameSheetProps {
  open: boolean;
  name: string;
  onClose: () => void;
  /** Resolves with whether it was done. */
  onName: (name: string) => Promise<boolean>;
}

/** Another name for a breakout room. */
export function NameSheet({ open, name, onClose, onName }: NameSheetProps) {
  const words = useWords(breakoutWords);
  const form = useId();
  const [typed, setTyped] = useState<string>();
  const value = typed ?? name;
  const close = () => {
    setTyped(undefined);
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() === '' || value.trim() === name || (await onName(value.trim()))) close();
  };
  return (
    <Sheet
      open={open}
      onClose={close}
      title={words.renameTitle(name)}
      className="sheet--confirm"
      actions={
        <Button kind="main" type="submit" form={form}>
          {words.rename}
        </Button>
      }
    >
      <form id={form} className="sheet__body" onSubmit={(event) => void submit(event)}>
        <Field
          label={words.name}
          value={value}
          maxLength={LIMITS.breakoutNameChars}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </Sheet>
  );
}
