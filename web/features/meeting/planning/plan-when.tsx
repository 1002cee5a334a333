import type { Occurrence, Plan } from '#protocol/planning.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { Link } from '#web/app/link.tsx';
import { titleOf } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { ownZone } from './plan-draft.ts';
import { dayWords, lengthWords, repeatWords, spanWords } from './when.ts';
import { planWords } from './words.ts';

interface PlanWhenProps {
  plan: Plan;
  one: Pick<Occurrence, 'day' | 'at' | 'minutes'> | undefined;
}

/** When it is: the meeting in question, the rule, and the zone where it is another one than the viewer's. */
export function PlanWhen({ plan, one }: PlanWhenProps) {
  const words = useWords(planWords);
  const language = useLanguage();
  const now = useMinute();
  const shown = one ?? plan.next;
  const state = plan.cancelledAt !== undefined ? words.isCancelled : plan.next === undefined ? words.isOver : undefined;
  return (
    <div className="plan-when">
      {shown !== undefined && (
        <p className="plan-when__time" title={fullTime(shown.at, language)}>
          <Icon name="calendar" />
          <span>
            <b>{dayWords(shown.at, now, language, words)}</b> {spanWords(shown.at, shown.minutes)}
            <span className="quiet"> · {lengthWords(shown.minutes, words)}</span>
          </span>
        </p>
      )}
      {plan.repeat && (
        <p className="plan-when__rule">
          <Icon name="refresh" size="sm" />
          {repeatWords(plan.repeat, plan.start.slice(0, 10), language, words)}
        </p>
      )}
      {plan.zone !== ownZone() && <p className="plan-when__rule">{words.zoneHint(plan.zone)}</p>}
      {state !== undefined && <span className="chip chip--danger">{state}</span>}
      {plan.conversation !== undefined && <ChatLink conversation={plan.conversation} />}
    </div>
  );
}

function ChatLink({ conversation }: { conversation: string }) {
  const words = useWords(planWords);
  const client = useClient();
  const { summary } = useConversation(conversation);
  if (summary === undefined) return null;
  return (
    <p className="plan-when__rule">
      <Icon name="chat" size="sm" />
      <Link className="text-link" to={`/c/${conversation}`}>
        {words.inChat(titleOf(client, summary))}
      </Link>
    </p>
  );
}
