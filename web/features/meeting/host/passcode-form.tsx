import { type FormEvent, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';

interface PasscodeFormProps {
  /** Empty: none. */
  passcode: string;
  /** Resolves with whether it was done. */
  onSet: (passcode: string) => Promise<boolean>;
}

const GOOD = new RegExp(`^[0-9A-Za-z]{4,${LIMITS.meetingPasscodeChars}}$`);

/** The passcode of a meeting: shown, changed, and taken away. */
export function PasscodeForm({ passcode, onSet }: PasscodeFormProps) {
  const words = useWords(hostWords);
  const room = useWords(roomWords);
  const [typed, setTyped] = useState<string>();
  const [asked, setAsked] = useState(false);
  const value = typed ?? passcode;
  const changed = value !== passcode;
  const set = async (next: string) => {
    if (await onSet(next)) {
      setTyped(undefined);
      setAsked(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (changed && GOOD.test(value)) void set(value);
  };
  return (
    <form className="passcode" onSubmit={submit}>
      <Field
        label={words.passcode}
        value={value}
        placeholder={words.passcodeNone}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={LIMITS.meetingPasscodeChars}
        hint={words.passcodeHint}
        error={asked && changed && !GOOD.test(value) ? words.passcodeWrong : undefined}
        onChange={(event) => setTyped(event.target.value)}
        end={
          passcode !== '' && !changed ? (
            <IconButton
              size="sm"
              icon="copy"
              label={words.passcodeCopy}
              onClick={() => void copyAndSay(passcode, words.passcodeCopied, room.copyFailed)}
            />
          ) : undefined
        }
      />
      <div className="passcode__acts">
        {changed ? (
          <Button size="sm" kind="main" type="submit">
            {words.passcodeSet}
          </Button>
        ) : (
          <Button size="sm" onClick={() => void set(sixDigits())}>
            {words.passcodeMake}
          </Button>
        )}
        {passcode !== '' && (
          <Button size="sm" kind="quiet" onClick={() => void set('')}>
            {words.passcodeRemove}
          </Button>
        )}
      </div>
    </form>
  );
}

function sixDigits(): string {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(value % 1_000_000).padStart(6, '0');
}
