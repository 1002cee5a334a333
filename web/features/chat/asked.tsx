import { lazy, Suspense, useRef, useState } from 'react';
import type { ConversationId, Person } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { navigate } from '#web/app/navigation.ts';
import { PersonName } from '#web/app/person-name.tsx';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { SearchField } from '#web/ui/field.tsx';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import { ActionFailure } from './action-failure.tsx';
import { type ChatDialog, closeDialog } from './dialogs.ts';
import { AddMembers, NewGroup, Rename } from './group-dialogs.tsx';
import { Palette } from './palette.tsx';
import { FoundPeople } from './people-picker.tsx';
import { chatWords } from './words.ts';

const NewChannel = lazy(async () => ({
  default: (await loadPart(() => import('./channels/new-channel.tsx'))).NewChannel,
}));

const GroupSheets = lazy(async () => ({
  default: (await loadPart(() => import('./groups/sheets.tsx'))).GroupSheets,
}));

const AlertsSheet = lazy(async () => ({
  default: (await loadPart(() => import('./alerts/alerts-sheet.tsx'))).AlertsSheet,
}));

const RemoveDialog = lazy(async () => ({
  default: (await loadPart(() => import('./groups/remove-dialog.tsx'))).RemoveDialog,
}));

/** Whatever is asked over the chats. */
export function Asked({ dialog }: { dialog: ChatDialog }) {
  switch (dialog.is) {
    case 'palette':
      return <Palette query={dialog.query ?? ''} />;
    case 'new-chat':
      return <NewChat />;
    case 'new-group':
      return <NewGroup people={dialog.people} />;
    case 'new-channel':
      return (
        <Suspense>
          <NewChannel />
        </Suspense>
      );
    case 'add-members':
      return <AddMembers conversation={dialog.conversation} />;
    case 'rename':
      return <Rename conversation={dialog.conversation} title={dialog.title} />;
    case 'leave':
      return <Leave conversation={dialog.conversation} />;
    case 'alerts':
      return (
        <Suspense>
          <AlertsSheet conversation={dialog.conversation} />
        </Suspense>
      );
    case 'group':
      return (
        <Suspense>
          <GroupSheets dialog={dialog.group} />
        </Suspense>
      );
    case 'remove':
      return (
        <Suspense>
          <RemoveDialog conversation={dialog.conversation} person={dialog.person} />
        </Suspense>
      );
  }
}

function NewChat() {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  async function choose(person: Person) {
    await action.run(async () => {
      const id = await client.direct(person.id);
      closeDialog();
      navigate(`/c/${id}`);
    });
  }
  return (
    <Sheet open onClose={closeDialog} title={words.newChat} className="sheet--tall" initialFocus={search}>
      <div className="sheet__body picker">
        <SearchField
          ref={search}
          label={words.findByName}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <ActionFailure action={action} />
        <FoundPeople
          query={query}
          row={(person) => (
            <button type="button" className="row row--tight" key={person.id} onClick={() => void choose(person)}>
              <Face id={person.id} name={person.nickname} size={32} />
              <span className="clip">
                <PersonName person={person} query={query.trim()} />
              </span>
            </button>
          )}
        />
      </div>
    </Sheet>
  );
}

function Leave({ conversation }: { conversation: ConversationId }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  async function leave() {
    if (!(await action.run(() => client.leave(conversation)))) return;
    closeDialog();
    navigate('/', { replace: true });
  }
  return (
    <Confirm
      open
      danger
      title={words.leaveTitle}
      confirm={words.leaveDo}
      busy={action.busy}
      onClose={closeDialog}
      onConfirm={() => void leave()}
    >
      {words.leaveText}
      <ActionFailure action={action} />
    </Confirm>
  );
}
