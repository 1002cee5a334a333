import { Fragment, useState } from 'react';
import { dissolveGroup, handOver } from '#client/groups.ts';
import type { ConversationView } from '#client/view.ts';
import type { ConversationId, Person, UserId } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe, usePerson } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import { MemberSearch } from './members.tsx';
import { groupWords } from './words.ts';

/** Who is to own the group; asked once more. */
export function HandOver({ view }: { view: ConversationView }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  const { run } = action;
  const me = useMe()?.id;
  const { id, summary } = view;
  const [chosen, setChosen] = useState<Person>();
  async function give(person: Person) {
    if (await run(() => handOver(client, id, person.id))) closeDialog();
  }
  if (chosen !== undefined) {
    return (
      <Confirm
        open
        title={words.handOverTo(chosen.nickname)}
        confirm={words.handOverDo}
        busy={action.busy}
        onClose={closeDialog}
        onConfirm={() => void give(chosen)}
      >
        {words.handOverSure}
        <ActionFailure action={action} />
      </Confirm>
    );
  }
  return (
    <Sheet open onClose={closeDialog} title={words.handOver} className="sheet--group">
      <div className="sheet__body">
        <p className="sheet__lead">{words.handOverText}</p>
        <ActionFailure action={action} />
        {summary && (
          <MemberSearch
            view={view}
            summary={summary}
            row={({ user }) =>
              user === me ? <Fragment key={user} /> : <Heir key={user} user={user} onChoose={setChosen} />
            }
          />
        )}
      </div>
    </Sheet>
  );
}

function Heir({ user, onChoose }: { user: UserId; onChoose: (person: Person) => void }) {
  const person = usePerson(user);
  const name = useName(user) ?? '…';
  return (
    <button type="button" className="row row--tight" onClick={() => person && onChoose(person)}>
      <Face id={user} name={name} size={32} />
      <span className="clip">{name}</span>
    </button>
  );
}

export function Dissolve({ conversation }: { conversation: ConversationId }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  async function dissolve() {
    if (!(await action.run(() => dissolveGroup(client, conversation)))) return;
    closeDialog();
    navigate('/', { replace: true });
  }
  return (
    <Confirm
      open
      danger
      title={words.dissolveTitle}
      confirm={words.dissolveDo}
      busy={action.busy}
      onClose={closeDialog}
      onConfirm={() => void dissolve()}
    >
      {words.dissolveSure}
      <ActionFailure action={action} />
    </Confirm>
  );
}
