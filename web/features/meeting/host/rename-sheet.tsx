import { type FormEvent, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { hostWords } from '../words/host.ts';

interface RenameSheetProps {
  open: boolean;
  name: string;
  onClose: () => void;
  /** Resolves with whether it was done. */
  onRename: (name: string) => Promise<boolean>;
}

/** Another name in this meeting, for oneself or, by a host, for somebody. */
export function RenameSheet({ open, name, onClose, onRename }: RenameSheetProps) {
  const words = useWords(hostWords);
  return (
    <Sheet open={open} onClose={onClose} title={words.renameTitle(name)} className="sheet--confirm">
      <RenameForm name={name} onClose={onClose} onRename={onRename} />
    </Sheet>
  );
}

function RenameForm({ name, onClose, onRename }: Omit<RenameSheetProps, 'open'>) {
  const words = useWords(hostWords);
  const [typed, setTyped] = useState(name);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || typed.trim() === '') return;
    setBusy(true);
    const done = typed.trim() === name || (await onRename(typed.trim()));
    setBusy(false);
    if (done) onClose();
  };
  return (
    <form className="sheet__body rename" onSubmit={(event) => void submit(event)}>
      <Field
        label={words.newName}
        value={typed}
        maxLength={LIMITS.nicknameChars}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        hint={words.renameHint}
      />
      <Button kind="main" wide type="submit" busy={busy} disabled={typed.trim() === ''}>
        {words.renameConfirm}
      </Button>
    </form>
  );
}
