import { lazy, Suspense, useState } from 'react';
import type { Person } from '#protocol/common.ts';
import type { ContactState } from '#protocol/contacts.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { loadPart } from '#web/app/load-part.ts';
import { navigate } from '#web/app/navigation.ts';
import { ProfileCall } from '#web/features/calls/profile-call.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import type { ContactDialog } from './contact-dialogs.tsx';
import { useContact } from './use-contacts.ts';
import { contactsWords } from './words.ts';

const ContactDialogs = lazy(async () => ({
  default: (await loadPart(() => import('./contact-dialogs.tsx'))).ContactDialogs,
}));

/** What one can do with somebody: write, become contacts, and what is rarer in a menu. */
export function ContactActions({ person, onWritten }: { person: Person; onWritten: (() => void) | undefined }) {
  const client = useClient();
  const words = useWords(contactsWords);
  const language = useLanguage();
  const [open, setOpen] = useState<ContactDialog>();
  const { busy, failure, run } = useAction();
  const contact = useContact(person.id);
  const { state = 'none', blocked = false, remark = '', word } = contact ?? {};
  const write = () =>
    run(async () => {
      const conversation = await client.direct(person.id);
      onWritten?.();
      navigate(`/c/${conversation}`);
    });
  return (
    <>
      {failure && (
        <p className="field__error" role="alert">
          <Icon name="alert" size="sm" />
          {failureWords(failure, language)}
        </p>
      )}
      {blocked && <p className="profile__note">{words.isBlocked}</p>}
      {state === 'asked' && <Asked user={person.id} word={word ?? words.asked} />}
      <div className="profile__actions">
        <Button kind={state === 'asked' ? 'plain' : 'main'} icon="chat" busy={busy} onClick={() => void write()}>
          {words.write}
        </Button>
        {!blocked && <ProfileCall user={person.id} run={run} onCalled={onWritten} />}
        <SideButton state={state} blocked={blocked} user={person.id} onAdd={() => setOpen('add')} />
        <MoreMenu user={person.id} state={state} blocked={blocked} onOpen={setOpen} />
      </div>
      {open !== undefined && (
        <Suspense fallback={null}>
          <ContactDialogs
            open={open}
            id={person.id}
            name={person.nickname}
            remark={remark}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

/** The request of somebody, and the answer to it. */
function Asked({ user, word }: { user: string; word: string }) {
  const client = useClient();
  const words = useWords(contactsWords);
  const language = useLanguage();
  const { busy, failure, run } = useAction();
  return (
    <div className="profile__asked">
      <p>{word}</p>
      {failure && (
        <p className="field__error" role="alert">
          {failureWords(failure, language)}
        </p>
      )}
      <span className="profile__actions">
        <Button kind="main" busy={busy} onClick={() => void run(() => client.call('contact.accept', { user }))}>
          {words.accept}
        </Button>
        <Button kind="quiet" onClick={() => void run(() => client.call('contact.decline', { user }))}>
          {words.decline}
        </Button>
      </span>
    </div>
  );
}

interface SideProps {
  state: ContactState;
  blocked: boolean;
  user: string;
  onAdd: () => void;
}

function SideButton({ state, blocked, user, onAdd }: SideProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  const { busy, run } = useAction();
  if (blocked) {
    return (
      <Button busy={busy} onClick={() => void run(() => client.call('contact.unblock', { user }))}>
        {words.unblock}
      </Button>
    );
  }
  if (state === 'asking') {
    return (
      <Button icon="clock" disabled>
        {words.asking}
      </Button>
    );
  }
  if (state !== 'none') return null;
  return (
    <Button icon="person-plus" onClick={onAdd}>
      {words.add}
    </Button>
  );
}

interface MoreProps {
  user: string;
  state: ContactState;
  blocked: boolean;
  onOpen: (dialog: ContactDialog) => void;
}

function MoreMenu({ user, state, blocked, onOpen }: MoreProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  const { run } = useAction();
  const items: MenuItem[] = [{ label: words.remark, icon: 'compose', onChoose: () => onOpen('remark') }];
  if (state === 'asking') {
    const takeBack = () => void run(() => client.call('contact.remove', { user }));
    items.push({ label: words.takeBack, icon: 'close', onChoose: takeBack });
  }
  if (state === 'contact') {
    items.push({ label: words.remove, icon: 'close', danger: true, onChoose: () => onOpen('remove') });
  }
  if (!blocked) items.push({ label: words.block, icon: 'lock', danger: true, onChoose: () => onOpen('block') });
  return <Menu align="start" trigger={<IconButton icon="more" label={words.manage} />} items={items} />;
}
