import { useEffect, useRef, useState } from 'react';
import type { ConversationId, Person } from '#protocol/common.ts';
import { type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type Action, useAction } from '#web/app/action.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { failureWords, faultsOf } from '#web/app/failure.ts';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button } from '#web/ui/button.tsx';
import { Field, SearchField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import { type ChatDialog, closeDialog, openDialog, useDialog } from './dialogs.ts';
import { Palette } from './palette.tsx';
import { FoundPeople, PeoplePicker } from './people-picker.tsx';
import { chatWords } from './words.ts';

/** Whatever is asked over the chats. */
export function ChatDialogs() {
  const dialog = useDialog();
  usePaletteKey();
  useEffect(() => closeDialog, []);
  return dialog === undefined ? null : <Asked dialog={dialog} />;
}

/** Ctrl K, and ⌘ K on a Mac, from anywhere. */
function usePaletteKey(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      openDialog({ is: 'palette' });
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

function Asked({ dialog }: { dialog: ChatDialog }) {
  switch (dialog.is) {
    case 'palette':
      return <Palette query={dialog.query ?? ''} />;
    case 'new-chat':
      return <NewChat />;
    case 'new-group':
      return <NewGroup people={dialog.people} />;
    case 'add-members':
      return <AddMembers conversation={dialog.conversation} />;
    case 'rename':
      return <Rename conversation={dialog.conversation} title={dialog.title} />;
    case 'leave':
      return <Leave conversation={dialog.conversation} />;
    case 'remove':
      return <Remove conversation={dialog.conversation} person={dialog.person} />;
  }
}

function ActionFailure({ action }: { action: Action }) {
  const language = useLanguage();
  if (action.failure === undefined) return null;
  return (
    <p className="field__error sheet__failure" role="alert">
      <Icon name="alert" size="sm" />
      <span>{failureWords(action.failure, language)}</span>
    </p>
  );
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
              <Avatar id={person.id} name={person.nickname} size={32} />
              <span className="clip">
                <Marked text={person.nickname} query={query.trim()} />
              </span>
            </button>
          )}
        />
      </div>
    </Sheet>
  );
}

function NewGroup({ people }: { people: readonly Person[] }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  const title = useTitleField('');
  const [chosen, setChosen] = useState(people);
  const [asked, setAsked] = useState(false);
  const short = asked && chosen.length === 0;
  async function create() {
    setAsked(true);
    if (!title.check() || chosen.length === 0) return;
    await action.run(async () => {
      try {
        const id = await client.create(
          title.value.trim(),
          chosen.map((person) => person.id),
        );
        closeDialog();
        navigate(`/c/${id}`);
      } catch (error) {
        if (!title.refuse(error)) throw error;
      }
    });
  }
  return (
    <Sheet
      open
      onClose={closeDialog}
      title={words.newGroup}
      className="sheet--tall"
      actions={
        <>
          <span className={short ? 'sheet__count sheet__count--wrong' : 'sheet__count'} aria-live="polite">
            {short ? words.pickSomebody : words.chosen(chosen.length)}
          </span>
          <Button kind="main" busy={action.busy} onClick={() => void create()}>
            {words.create}
          </Button>
        </>
      }
    >
      <div className="sheet__body sheet__body--form">
        <Field label={words.groupName} {...title.field} autoComplete="off" />
        <ActionFailure action={action} />
        <PeoplePicker chosen={chosen} onChange={setChosen} />
      </div>
    </Sheet>
  );
}

/** A title that is checked by the common rules and takes the server's word. */
function useTitleField(initial: string) {
  const language = useLanguage();
  const [value, setValue] = useState(initial);
  const [fault, setFault] = useState<FieldFault>();
  return {
    value,
    check(): boolean {
      const found = checkTitle(value);
      setFault(found);
      return found === undefined;
    },
    /** Whether the server refused because of the title. */
    refuse(error: unknown): boolean {
      const found = faultsOf(error)['title'];
      setFault(found);
      return found !== undefined;
    },
    field: {
      value,
      error: fault && fieldFaultText(fault, language),
      maxLength: LIMITS.titleChars * 2,
      onChange: (event: { currentTarget: HTMLInputElement }) => {
        setValue(event.currentTarget.value);
        if (fault) setFault(checkTitle(event.currentTarget.value));
      },
    },
  };
}

function AddMembers({ conversation }: { conversation: ConversationId }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  const { members } = useConversation(conversation);
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const present = new Set(members?.map((member) => member.user));
  async function add() {
    const ids = chosen.map((person) => person.id);
    if (ids.length > 0 && (await action.run(() => client.addMembers(conversation, ids)))) closeDialog();
  }
  return (
    <Sheet
      open
      onClose={closeDialog}
      title={words.addTitle}
      className="sheet--tall"
      actions={
        <>
          <span className="sheet__count" aria-live="polite">
            {words.chosen(chosen.length)}
          </span>
          <Button kind="main" busy={action.busy} disabled={chosen.length === 0} onClick={() => void add()}>
            {words.add}
          </Button>
        </>
      }
    >
      <div className="sheet__body sheet__body--form">
        <ActionFailure action={action} />
        <PeoplePicker chosen={chosen} onChange={setChosen} present={present} />
      </div>
    </Sheet>
  );
}

function Rename({ conversation, title }: { conversation: ConversationId; title: string }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  const field = useTitleField(title);
  async function save() {
    if (!field.check()) return;
    const done = await action.run(async () => {
      try {
        await client.rename(conversation, field.value.trim());
        closeDialog();
      } catch (error) {
        if (!field.refuse(error)) throw error;
      }
    });
    if (done && field.value.trim() === title) closeDialog();
  }
  return (
    <Sheet
      open
      onClose={closeDialog}
      title={words.renameTitle}
      className="sheet--confirm"
      actions={
        <Button kind="main" busy={action.busy} onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <form
        className="sheet__body sheet__body--form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={words.groupName} {...field.field} autoComplete="off" />
        <ActionFailure action={action} />
      </form>
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

function Remove({ conversation, person }: { conversation: ConversationId; person: Person }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  async function remove() {
    if (await action.run(() => client.removeMember(conversation, person.id))) closeDialog();
  }
  return (
    <Confirm
      open
      danger
      title={words.removeTitle(person.nickname)}
      confirm={words.removeDo}
      busy={action.busy}
      onClose={closeDialog}
      onConfirm={() => void remove()}
    >
      {words.removeText}
      <ActionFailure action={action} />
    </Confirm>
  );
}
