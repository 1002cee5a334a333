import { useState } from 'react';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { settingsWords } from './words.ts';

/** The way out, at the end of the list of settings. */
export function SignOutRow() {
  const client = useClient();
  const words = useWords(settingsWords);
  const action = useAction();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="row nav-row sign-out-row" onClick={() => setAsking(true)}>
        <Icon name="logout" />
        {words.signOut}
      </button>
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
    </>
  );
}
