import type { Plan } from '#protocol/planning.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { groupNumber, meetingLink } from '../model/number.ts';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { dayWords, spanWords } from './when.ts';
import { planWords } from './words.ts';

/** Takes the meeting along: into a calendar, or as words for somebody else. */
export function PlanTools({ plan }: { plan: Plan }) {
  const client = useClient();
  const words = useWords(planWords);
  const action = useAction();
  const invitation = useInvitation(plan);
  function toCalendar() {
    const asks = plan.mine.user === plan.organiser ? {} : { invitation: true as const };
    void action.run(async () => {
      const file = await client.call('plan.file', { plan: plan.plan, origin: location.origin, ...asks });
      keep(file.name, file.text);
    });
  }
  return (
    <>
      <div className="plan-tools">
        <Button size="sm" icon="download" busy={action.busy} onClick={toCalendar}>
          {words.toCalendar}
        </Button>
        <Button size="sm" icon="copy" onClick={() => void copyAndSay(invitation, words.copied, words.copyFailed)}>
          {words.copyInvitation}
        </Button>
      </div>
      <ActionFailure action={action} />
    </>
  );
}

function useInvitation({ title, next, number, passcode }: Plan): string {
  const words = useWords(planWords);
  const language = useLanguage();
  const now = useMinute();
  const when = next && `${dayWords(next.at, now, language, words)} ${spanWords(next.at, next.minutes)}`;
  const secret = passcode === undefined ? undefined : `${words.passcode}: ${passcode}`;
  const lines = [title, when, `${words.number}: ${groupNumber(number)}`, secret, meetingLink(location.origin, number)];
  return lines.filter((line) => line !== undefined).join('\n');
}

/** Gives a file to the browser to keep. */
function keep(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
