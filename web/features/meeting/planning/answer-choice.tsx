import { useState } from 'react';
import type { Day, Plan, PlanAnswer, PlanId } from '#protocol/planning.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Switch } from '#web/ui/switch.tsx';
import { planWords } from './words.ts';

const ANSWERS: readonly PlanAnswer[] = ['yes', 'maybe', 'no'];

interface AnswerChoiceProps {
  plan: PlanId;
  answer: PlanAnswer | undefined;
  /** For this occurrence alone. */
  day?: Day | undefined;
}

/** Yes, maybe or no: one press, and another one changes it. */
export function AnswerChoice({ plan, answer, day }: AnswerChoiceProps) {
  const client = useClient();
  const words = useWords(planWords);
  const action = useAction();
  return (
    <>
      <fieldset className="plan-answer">
        <legend className="visually-hidden">{words.yourAnswer}</legend>
        {ANSWERS.map((one) => (
          <button
            key={one}
            type="button"
            className={`plan-answer__one plan-answer__one--${one}`}
            aria-pressed={one === answer}
            onClick={() =>
              void action.run(() => client.call('plan.answer', { plan, answer: one, ...(day && { day }) }))
            }
          >
            {words[one]}
          </button>
        ))}
      </fieldset>
      <ActionFailure action={action} />
    </>
  );
}

/** Of a series: for the meeting that is looked at, or for all of them. */
export function SeriesAnswer({ plan, day }: { plan: Plan; day: Day | undefined }) {
  const words = useWords(planWords);
  const mine = plan.answers?.find((one) => one.user === plan.mine.user && one.day === day)?.answer;
  const [alone, setAlone] = useState(mine !== undefined);
  if (plan.repeat === undefined || day === undefined) {
    return <AnswerChoice plan={plan.plan} answer={plan.mine.answer} />;
  }
  return (
    <div className="plan-series-answer">
      <AnswerChoice
        plan={plan.plan}
        answer={alone ? (mine ?? plan.mine.answer) : plan.mine.answer}
        day={alone ? day : undefined}
      />
      <span className="plan-series-answer__one">
        <span aria-hidden="true">{words.onlyThisOne}</span>
        <Switch label={words.onlyThisOne} checked={alone} onChange={setAlone} />
      </span>
    </div>
  );
}
