import { type ReactNode, useState } from 'react';
import { changeProfile } from '#client/profile.ts';
import type { Me } from '#protocol/accounts.ts';
import type { ProfileChange } from '#protocol/profile.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Switch } from '#web/ui/switch.tsx';
import { AvatarSetting } from './avatar-setting.tsx';
import { PasswordSheet } from './password-sheet.tsx';
import { PresenceCard } from './presence-card.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ReceiptsCard } from './receipts-card.tsx';
import { settingsWords } from './words.ts';

/** What the server knows of this person. */
export function MyAccount() {
  const me = useMe();
  if (me === undefined) return null;
  return (
    <>
      <section className="card">
        <AvatarSetting me={me} />
      </section>
      <ProfileForm key={me.id} me={me} />
      <PresenceCard />
      <ReceiptsCard />
      <Logins me={me} />
    </>
  );
}

/** What one signs in by, and whether others see it. */
function Logins({ me }: { me: Me }) {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const { failure, run } = useAction();
  const [asking, setAsking] = useState(false);
  const shown = (label: string, checked: boolean, change: (checked: boolean) => ProfileChange) => (
    <Switch label={label} checked={checked} onChange={(next) => void run(() => changeProfile(client, change(next)))} />
  );
  return (
    <section className="card">
      <Fact label={words.username} value={me.username} />
      <Fact label={words.phone} value={me.phone} text={words.seenByOthers}>
        {shown(words.showPhone, me.showPhone ?? false, (showPhone) => ({ showPhone }))}
      </Fact>
      <Fact label={words.email} value={me.email} text={words.seenByOthers}>
        {shown(words.showEmail, me.showEmail ?? false, (showEmail) => ({ showEmail }))}
      </Fact>
      <Fact label={words.role} value={words[me.role]} />
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.password}</span>
          <span className="setting__text">{words.passwordText}</span>
        </div>
        <Button size="sm" onClick={() => setAsking(true)}>
          {words.changePassword}
        </Button>
      </div>
      {asking && <PasswordSheet me={me} onClose={() => setAsking(false)} />}
      {failure && (
        <div className="setting" role="alert">
          <span className="setting__text">{failureWords(failure, language)}</span>
        </div>
      )}
    </section>
  );
}

interface FactProps {
  label: string;
  value: string | undefined;
  text?: string;
  children?: ReactNode;
}

function Fact({ label, value, text, children }: FactProps) {
  if (value === undefined) return null;
  return (
    <div className="setting">
      <div className="setting__main">
        <span className="setting__title">{label}</span>
        {text !== undefined && <span className="setting__text">{text}</span>}
      </div>
      <span className="setting__value">{value}</span>
      {children}
    </div>
  );
}
