import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { uiWords } from './words.ts';

type FieldProps = Omit<ComponentProps<'input'>, 'id'> & {
  label: ReactNode;
  /** What is wrong, as a whole sentence; shown under the field and read out. */
  error?: string | undefined;
  hint?: ReactNode;
  /** Checked and good: a tick. */
  ok?: boolean;
  /** Buttons at the end of the box. */
  end?: ReactNode;
  /** Under the box while nothing is wrong, e.g. a strength meter. */
  below?: ReactNode;
};

export function Field({ label, error, hint, ok = false, end, below, ...input }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const noted = error !== undefined || hint !== undefined;
  return (
    <div className={error === undefined ? 'field' : 'field has-error'}>
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <div className="field__box">
        <input
          {...input}
          id={id}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={noted ? noteId : undefined}
        />
        {ok && error === undefined && <Icon name="check" className="field__ok" />}
        {end}
      </div>
      {error === undefined && below}
      <FieldNote id={noteId} error={error} hint={hint} />
    </div>
  );
}

function FieldNote({ id, error, hint }: { id: string; error: string | undefined; hint: ReactNode }) {
  if (error !== undefined) {
    return (
      <p className="field__error" id={id} role="alert">
        <Icon name="alert" size="sm" />
        <span>{error}</span>
      </p>
    );
  }
  return hint === undefined ? null : (
    <p className="field__hint" id={id}>
      {hint}
    </p>
  );
}

/** A field whose text can be shown. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'end'>) {
  const words = useWords(uiWords);
  const [shown, setShown] = useState(false);
  const label = shown ? words.hidePassword : words.showPassword;
  return (
    <Field
      spellCheck={false}
      autoCapitalize="off"
      {...props}
      type={shown ? 'text' : 'password'}
      end={
        <IconButton
          icon="eye"
          label={label}
          size="sm"
          on={shown}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

type SearchFieldProps = Omit<ComponentProps<'input'>, 'type'> & { label: string; end?: ReactNode };

export function SearchField({ label, end, ...input }: SearchFieldProps) {
  return (
    <div className="field field--search">
      <div className="field__box">
        <Icon name="search" size="sm" className="quiet" />
        <input type="search" aria-label={label} placeholder={label} autoComplete="off" spellCheck={false} {...input} />
        {end}
      </div>
    </div>
  );
}
