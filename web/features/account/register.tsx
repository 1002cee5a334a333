import { useEffect, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { Welcome } from '#protocol/accounts.ts';
import { type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkLogin, checkNickname, checkPassword, checkPasswordAgain } from '#protocol/fields.ts';
import { useClient } from '#web/app/client.tsx';
import { Link } from '#web/app/link.tsx';
import { signInPath } from '#web/app/route.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Field, PasswordField } from '#web/ui/field.tsx';
import { useForm } from '#web/ui/form.ts';
import { StrengthMeter } from '#web/ui/strength-meter.tsx';
import { Entry } from './entry.tsx';
import { CalmNotice, FormFailure } from './notice.tsx';
import { accountWords } from './words.ts';

const NAMES = ['login', 'nickname', 'password', 'passwordAgain'] as const;
type Name = (typeof NAMES)[number];

function check(name: Name, values: Record<Name, string>): FieldFault | undefined {
  switch (name) {
    case 'login':
      return checkLogin(values.login);
    case 'nickname':
      return checkNickname(values.nickname);
    case 'password':
      return checkPassword(values.password, values.login);
    case 'passwordAgain':
      return checkPasswordAgain(values.passwordAgain, values.password);
  }
}

/** Says first whether one can register here at all. */
export function Register({ invite }: { invite: string | undefined }) {
  const words = useWords(accountWords);
  const [welcome, failure] = useWelcome();
  const closed = welcome?.registration === 'closed' && invite === undefined;
  const uninvited = welcome?.registration === 'invite' && invite === undefined;
  return (
    <Entry
      title={words.registerTitle}
      foot={
        <>
          {words.haveAccount}{' '}
          <Link className="text-link" to={signInPath(location.search)}>
            {words.signIn}
          </Link>
        </>
      }
    >
      {closed || uninvited ? (
        <Empty art="apart" title={closed ? words.closedTitle : words.needInviteTitle}>
          {closed ? words.closed : words.needInvite}
        </Empty>
      ) : (
        <RegisterForm invite={invite} empty={welcome?.empty === true} unreachable={failure} />
      )}
    </Entry>
  );
}

function useWelcome(): [Welcome | undefined, Failure | undefined] {
  const client = useClient();
  const [answer, setAnswer] = useState<[Welcome | undefined, Failure | undefined]>([undefined, undefined]);
  useEffect(() => {
    let wanted = true;
    client.welcome().then(
      (welcome) => wanted && setAnswer([welcome, undefined]),
      (error: unknown) => wanted && setAnswer([undefined, asFailure(error)]),
    );
    return () => {
      wanted = false;
    };
  }, [client]);
  return answer;
}

interface RegisterFormProps {
  invite: string | undefined;
  empty: boolean;
  unreachable: Failure | undefined;
}

function RegisterForm({ invite, empty, unreachable }: RegisterFormProps) {
  const client = useClient();
  const words = useWords(accountWords);
  const language = useLanguage();
  const form = useForm<Name>({
    names: NAMES,
    check,
    submit: (values) => client.register(invite === undefined ? values : { ...values, invite }),
  });
  const field = (name: Name) => ({
    ...form.field(name),
    error: form.faults[name] && fieldFaultText(form.faults[name], language),
    ok: form.checked(name),
  });
  return (
    <form className="entry__form" onSubmit={form.onSubmit} noValidate>
      <h1 className="entry__title">{words.register}</h1>
      {invite !== undefined && <CalmNotice>{words.invited}</CalmNotice>}
      {invite === undefined && empty && <CalmNotice>{words.empty}</CalmNotice>}
      <FormFailure failure={form.failure ?? unreachable} />
      <Field
        {...field('login')}
        label={words.account}
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        autoFocus
      />
      <Field {...field('nickname')} label={words.nickname} autoComplete="nickname" />
      <PasswordField
        {...field('password')}
        label={words.password}
        autoComplete="new-password"
        below={form.values.password !== '' && <StrengthMeter password={form.values.password} />}
      />
      <PasswordField {...field('passwordAgain')} label={words.passwordAgain} autoComplete="new-password" />
      <Button type="submit" kind="main" size="lg" wide busy={form.busy}>
        {words.createAndEnter}
      </Button>
    </form>
  );
}
