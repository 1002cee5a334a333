import { useState } from 'react';
import { type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkPassword, checkPasswordAgain } from '#protocol/fields.ts';
import { useClient } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { PasswordField } from '#web/ui/field.tsx';
import { useForm } from '#web/ui/form.ts';
import { StrengthMeter } from '#web/ui/strength-meter.tsx';
import { Entry } from './entry.tsx';
import { FormFailure } from './notice.tsx';
import { accountWords } from './words.ts';

type Name = 'password' | 'passwordAgain';

function check(name: Name, { password, passwordAgain }: Record<Name, string>): FieldFault | undefined {
  return name === 'password' ? checkPassword(password, '') : checkPasswordAgain(passwordAgain, password);
}

/** Where an administrator's link leads whoever forgot their password. */
export function NewPassword({ token }: { token: string }) {
  const client = useClient();
  const words = useWords(accountWords);
  const [taken, setTaken] = useState(false);
  return (
    <Entry title={words.newPasswordTitle}>
      {taken ? (
        <Empty
          art="together"
          title={words.newPasswordTaken}
          actions={
            <ButtonLink kind="main" to="/sign-in">
              {words.signIn}
            </ButtonLink>
          }
        >
          {words.newPasswordTakenText}
        </Empty>
      ) : (
        <NewPasswordForm
          submit={async (values) => {
            await client.request('POST', '/api/v1/auth/new-password', { token, ...values });
            setTaken(true);
          }}
        />
      )}
    </Entry>
  );
}

function NewPasswordForm({ submit }: { submit: (values: Record<Name, string>) => Promise<void> }) {
  const words = useWords(accountWords);
  const language = useLanguage();
  const form = useForm<Name>({ names: ['password', 'passwordAgain'], check, submit });
  const field = (name: Name) => ({
    ...form.field(name),
    error: form.faults[name] && fieldFaultText(form.faults[name], language),
    ok: form.checked(name),
  });
  return (
    <form className="entry__form" onSubmit={form.onSubmit} noValidate>
      <h1 className="entry__title">{words.newPasswordTitle}</h1>
      <FormFailure failure={form.failure} />
      <PasswordField
        {...field('password')}
        label={words.password}
        autoComplete="new-password"
        autoFocus
        below={form.values.password !== '' && <StrengthMeter password={form.values.password} />}
      />
      <PasswordField {...field('passwordAgain')} label={words.passwordAgain} autoComplete="new-password" />
      <Button type="submit" kind="main" size="lg" wide busy={form.busy}>
        {words.newPasswordDo}
      </Button>
    </form>
  );
}
