import { useState } from 'react';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button } from '#web/ui/button.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { PresenceCard } from './presence-card.tsx';
import { settingsWords } from './words.ts';

/** What the server knows of this person, and the way out. */
export function MyAccount() {
  const words = useWords(settingsWords);
  const me = useMe();
  if (me === undefined) return null;
  const facts = [
    [words.username, me.username],
    [words.phone, me.phone],
    [words.email, me.email],
    [words.role, words[me.role]],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return (
    <>
      <section className="card">
        <div className="setting">
          <Avatar id={me.id} name={me.nickname} size={52} />
          <div className="setting__main">
            <span className="setting__title">{me.nickname}</span>
          </div>
        </div>
        {facts.map(([label, value]) => (
          <div className="setting" key={label}>
            <div className="setting__main">
              <span className="setting__title">{label}</span>
            </div>
            <span className="setting__value">{value}</span>
          </div>
        ))}
      </section>
      <PresenceCard />
      <SignOut />
    </>
  );
}

function SignOut() {
  const client = useClient();
  const words = useWords(settingsWords);
  const action = useAction();
  const [asking, setAsking] = useState(false);
  return (
    <section className="card">
      <div className="setting">
        <Button kind="danger-quiet" icon="logout" onClick={() => setAsking(true)}>
          {words.signOut}
        </Button>
      </div>
      <Confirm
        open={asking}
        danger
        title={words.signOutTitle}
        confirm={words.signOut}
        busy={action.busy}
        onClose={() => setAsking(false)}
        onConfirm={() => void action.run(() => client.logout())}
      >
        {words.signOutText}
      </Confirm>
    </section>
  );
}
