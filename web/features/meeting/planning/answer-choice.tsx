import type { PlanAnswer, PlanId } from '#protocol/planning.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useWords } from '#web/i18n/words.ts';
import { planWords } from './words.ts';

const ANSWERS: readonly PlanAnswer[] = ['yes', 'maybe', 'no'];

/** Yes, maybe or no: one press, and another one changes it. */
export function AnswerChoice({ plan, answer }: { plan: PlanId; answer: PlanAnswer | undefined }) {
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
            onClick={() => void action.run(() => client.call('plan.answer', { plan, answer: one }))}
          >
            {words[one]}
          </button>
        ))}
      </fieldset>
      <ActionFailure action={action} />
    </>
  );
}
