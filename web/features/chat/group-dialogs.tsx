import { useState } from 'react';
import { createTemporary } from '#client/groups.ts';
import type { ConversationId, Person } from '#protocol/common.ts';
import { type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { faultsOf } from '#web/app/failure.ts';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { ActionFailure } from './action-failure.tsx';
import { closeDialog } from './dialogs.ts';
import { LASTS_MS, type Lasts, LastsChoice } from './groups/lasts-choice.tsx';
import { noticeWords } from './groups/notice-words.ts';
import { manages } from './groups/standing.ts';
import { PeoplePicker } from './people-picker.tsx';
import { chatWords } from './words.ts';

export function NewGroup({ people }: { people: readonly Person[] }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  const title = useTitleField('');
  const [chosen, setChosen] = useState(people);
  const [lasts, setLasts] = useState<Lasts>('always');
  const [asked, setAsked] = useState(false);
  const short = asked && chosen.length === 0;
  async function create() {
    setAsked(true);
    if (!title.check() || chosen.length === 0) return;
    await action.run(async () => {
      try {
        const members = chosen.map((person) => person.id);
        const id = await (lasts === 'always'
          ? client.create(title.value.trim(), members)
          : createTemporary(client, title.value.trim(), members, Date.now() + LASTS_MS[lasts]));
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
        <LastsChoice lasts={lasts} onChange={setLasts} />
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

export function AddMembers({ conversation }: { conversation: ConversationId }) {
  const client = useClient();
  const words = useWords(chatWords);
  const action = useAction();
  const { asked } = useWords(noticeWords);
  const { members, summary } = useConversation(conversation);
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const present = new Set(members?.map((member) => member.user));
  async function add() {
    const ids = chosen.map((person) => person.id);
    if (ids.length === 0 || !(await action.run(() => client.addMembers(conversation, ids)))) return;
    closeDialog();
    if (summary?.settings?.approval && !manages(summary)) showToast(asked);
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

export function Rename({ conversation, title }: { conversation: ConversationId; title: string }) {
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
