import { Failure } from '#kernel/failure.ts';
import { type FailureCode, type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkLogin } from '#protocol/fields.ts';
import { useClient } from '#web/app/client.tsx';
import { Link } from '#web/app/link.tsx';
import { registerPath } from '#web/app/route.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field, PasswordField } from '#web/ui/field.tsx';
import { useForm } from '#web/ui/form.ts';
import { Entry } from './entry.tsx';
import { FormFailure } from './notice.tsx';
import { accountWords } from './words.ts';

type Name = 'login' | 'password';

function check(name: Name, values: Record<Name, string>): FieldFault | undefined {
  if (name === 'login') return checkLogin(values.login);
  return values.password === '' ? { code: 'required' } : undefined;
}

/** `ended`: why an earlier session is over, told above the form. */
export function SignIn({ ended }: { ended: FailureCode | undefined }) {
  const client = useClient();
  const words = useWords(accountWords);
  const language = useLanguage();
  const form = useForm<Name>({ names: ['login', 'password'], check, submit: (values) => client.login(values) });
  const said = (name: Name) => form.faults[name] && fieldFaultText(form.faults[name], language);
  return (
    <Entry
      title={words.signInTitle}
      foot={
        <>
          <span>{words.forgot}</span>
          <span>
            {words.newHere}{' '}
            <Link className="text-link" to={registerPath(location.pathname)}>
              {words.createAccount}
            </Link>
          </span>
          <span>
            {words.haveNumber}{' '}
            <Link className="text-link" to="/meetings">
              {words.joinMeeting}
            </Link>
          </span>
        </>
      }
    >
      <form className="entry__form" onSubmit={form.onSubmit} noValidate>
        <h1 className="entry__title">{words.signIn}</h1>
        <FormFailure failure={form.failure ?? (ended && !form.busy ? new Failure(ended) : undefined)} />
        <Field
          {...form.field('login')}
          label={words.account}
          error={said('login')}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
        />
        <PasswordField
          {...form.field('password')}
          label={words.password}
          error={said('password')}
          autoComplete="current-password"
        />
        <Button type="submit" kind="main" size="lg" wide busy={form.busy}>
          {words.signIn}
        </Button>
      </form>
    </Entry>
  );
}
