import { useId } from 'react';
import { changePassword } from '#client/profile.ts';
import type { Me } from '#protocol/accounts.ts';
import { type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkPassword, checkPasswordAgain } from '#protocol/fields.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { PasswordField } from '#web/ui/field.tsx';
import { useForm } from '#web/ui/form.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { StrengthMeter } from '#web/ui/strength-meter.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { settingsWords } from './words.ts';

const NAMES = ['current', 'password', 'passwordAgain'] as const;
type Name = (typeof NAMES)[number];

/** Asks for the current password and a new one, twice. */
export function PasswordSheet({ me, onClose }: { me: Me; onClose: () => void }) {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const formId = useId();
  const form = useForm<Name>({
    names: NAMES,
    check: (name, values) => faultOf(name, values, me),
    submit: async (values) => {
      const signedOut = await changePassword(client, values);
      onClose();
      showToast(words.passwordChanged(signedOut));
    },
  });
  const field = (name: Name) => ({
    ...form.field(name),
    error: form.faults[name] && fieldFaultText(form.faults[name], language),
    ok: form.checked(name),
  });
  return (
    <Sheet
      open
      title={words.changePassword}
      onClose={onClose}
      actions={
        <Button kind="main" type="submit" form={formId} busy={form.busy}>
          {words.changePasswordDo}
        </Button>
      }
    >
      <form id={formId} className="sheet__body sheet__body--form" onSubmit={form.onSubmit} noValidate>
        <p className="setting__text">{words.changePasswordText}</p>
        {form.failure && (
          <p className="field__error" role="alert">
            <Icon name="alert" size="sm" />
            {failureWords(form.failure, language)}
          </p>
        )}
        {/* Password managers learn from it whose password it is. */}
        <input
          className="visually-hidden"
          autoComplete="username"
          value={nameOf(me)}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
        <PasswordField {...field('current')} label={words.currentPassword} autoComplete="current-password" />
        <PasswordField
          {...field('password')}
          label={words.newPassword}
          autoComplete="new-password"
          below={form.values.password !== '' && <StrengthMeter password={form.values.password} />}
        />
        <PasswordField {...field('passwordAgain')} label={words.newPasswordAgain} autoComplete="new-password" />
      </form>
    </Sheet>
  );
}

function faultOf(name: Name, values: Record<Name, string>, me: Me): FieldFault | undefined {
  switch (name) {
    case 'current':
      return values.current === '' ? { code: 'required' } : undefined;
    case 'password':
      return values.password !== '' && values.password === values.current
        ? { code: 'password.unchanged' }
        : checkPassword(values.password, nameOf(me));
    case 'passwordAgain':
      return checkPasswordAgain(values.passwordAgain, values.password);
  }
}

function nameOf({ username, email, phone }: Me): string {
  return username ?? email ?? phone ?? '';
}
