import { useState } from 'react';
import { removeForGood } from '#client/groups.ts';
import type { ConversationId, Person } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Confirm } from '#web/ui/sheet.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import { chatWords } from '../words.ts';
import { banWords } from './ban-words.ts';
import './groups.css';

/** Whether somebody is to be removed, and for how long. */
export function RemoveDialog({ conversation, person }: { conversation: ConversationId; person: Person }) {
  const client = useClient();
  const chat = useWords(chatWords);
  const words = useWords(banWords);
  const action = useAction();
  const [ban, setBan] = useState(false);
  async function remove() {
    const work = () =>
      ban ? removeForGood(client, conversation, person.id) : client.removeMember(conversation, person.id);
    if (await action.run(work)) closeDialog();
  }
  return (
    <Confirm
      open
      danger
      title={chat.removeTitle(person.nickname)}
      confirm={chat.removeDo}
      busy={action.busy}
      onClose={closeDialog}
      onConfirm={() => void remove()}
    >
      {chat.removeText}
      <label className="ban-choice">
        <input type="checkbox" checked={ban} onChange={(event) => setBan(event.currentTarget.checked)} />
        <span>
          {words.removeForGood}
          <span className="ban-choice__text">{words.removeForGoodText}</span>
        </span>
      </label>
      <ActionFailure action={action} />
    </Confirm>
  );
}
