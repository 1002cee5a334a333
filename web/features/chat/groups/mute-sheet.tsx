import { muteMember } from '#client/groups.ts';
import type { Person } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import { groupWords } from './words.ts';

const MINUTE_MS = 60_000;

/** For how long somebody is to write nothing. */
export function MuteSheet({ summary, person }: { summary: Summary; person: Person }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  const choices: [label: string, minutes: number | undefined][] = [
    [words.tenMinutes, 10],
    [words.oneHour, 60],
    [words.twelveHours, 12 * 60],
    [words.oneDay, 24 * 60],
    [words.sevenDays, 7 * 24 * 60],
    [words.untilLifted, undefined],
  ];
  async function mute(minutes: number | undefined) {
    const until = minutes === undefined ? FOR_GOOD : Date.now() + minutes * MINUTE_MS;
    if (await action.run(() => muteMember(client, summary.id, person.id, until))) closeDialog();
  }
  return (
    <Sheet open onClose={closeDialog} title={words.muteTitle(person.nickname)} className="sheet--confirm">
      <div className="sheet__body">
        {words.muteText}
        <ActionFailure action={action} />
        {choices.map(([label, minutes]) => (
          <button
            key={label}
            type="button"
            className="menu__item"
            disabled={action.busy}
            onClick={() => void mute(minutes)}
          >
            <Icon name="clock" />
            {label}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
