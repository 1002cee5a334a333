import './planning.css';
import { useState } from 'react';
import type { Occurrence, Plan, PlanId } from '#protocol/planning.ts';
import { useAction } from '#web/app/action.ts';
import { failureWords } from '#web/app/failure.ts';
import { navigate } from '#web/app/navigation.ts';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { RichText } from '#web/features/chat/messages/rich-text.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { SeriesAnswer } from './answer-choice.tsx';
import { JoinFacts } from './join-facts.tsx';
import { type Doing, PlanDoing } from './plan-doing.tsx';
import { PlanMenu } from './plan-menu.tsx';
import { PlanPeople } from './plan-people.tsx';
import { PlanTools } from './plan-tools.tsx';
import { PlanWhen } from './plan-when.tsx';
import { usePlan } from './use-plan.ts';
import { planWords } from './words.ts';

interface PlanSheetProps {
  plan: PlanId;
  /** The meeting of a series that was pressed. */
  one?: Pick<Occurrence, 'day' | 'at' | 'minutes'> | undefined;
  onClose: () => void;
}

/** Everything about a planned meeting. */
export function PlanSheet({ plan: id, one, onClose }: PlanSheetProps) {
  const words = useWords(planWords);
  const language = useLanguage();
  const [loaded, again] = usePlan(id);
  const [doing, setDoing] = useState<Doing>();
  const plan = loaded.at === 'here' ? loaded.value : undefined;
  if (plan !== undefined && doing !== undefined) {
    return <PlanDoing plan={plan} doing={doing} onClose={() => setDoing(undefined)} onGone={onClose} onDone={again} />;
  }
  return (
    <Sheet
      open
      title={plan?.title ?? words.details}
      className="sheet--tall plan-sheet"
      onClose={onClose}
      {...(plan && { actions: <Actions plan={plan} one={one} onDo={setDoing} onClose={onClose} /> })}
    >
      <div className="sheet__body plan-sheet__body">
        {loaded.at === 'loading' && <SkeletonRows count={4} label={words.loading} />}
        {loaded.at === 'failed' && (
          <Empty art="fallen" alert title={words.failed} actions={<Button onClick={again}>{words.tryAgain}</Button>}>
            {failureWords(loaded.error, language)}
          </Empty>
        )}
        {plan && <Facts plan={plan} one={one} again={again} />}
      </div>
    </Sheet>
  );
}

interface FactsProps {
  plan: Plan;
  one: PlanSheetProps['one'];
  again: () => void;
}

function Facts({ plan, one, again }: FactsProps) {
  const words = useWords(planWords);
  const action = useAction();
  const running = plan.cancelledAt === undefined && plan.next !== undefined;
  const day = (one ?? plan.next)?.day;
  const run: typeof action.run = async (work) => {
    const done = await action.run(work);
    again();
    return done;
  };
  return (
    <>
      <PlanWhen plan={plan} one={one} />
      {running && plan.mine.user !== plan.organiser && <SeriesAnswer plan={plan} day={day} />}
      {running && <JoinFacts number={plan.number} passcode={plan.passcode} />}
      {running && <PlanTools plan={plan} />}
      {plan.agenda !== '' && (
        <section>
          <h3 className="plan-sheet__label">{words.agenda}</h3>
          <div className="plan-sheet__agenda">
            <RichText text={plan.agenda} />
          </div>
        </section>
      )}
      <ActionFailure action={action} />
      <PlanPeople plan={answeredOn(plan, day)} action={{ ...action, run }} />
    </>
  );
}

/** The plan with what was answered for one of its meetings. */
function answeredOn(plan: Plan, day: Occurrence['day'] | undefined): Plan {
  const onDay = new Map(plan.answers?.flatMap((one) => (one.day === day ? [[one.user, one.answer] as const] : [])));
  if (onDay.size === 0) return plan;
  const invitees = plan.invitees.map((one) => {
    const answer = onDay.get(one.user);
    return answer === undefined ? one : { ...one, answer };
  });
  return { ...plan, invitees };
}

interface ActionsProps {
  plan: Plan;
  one: PlanSheetProps['one'];
  onDo: (doing: Doing) => void;
  onClose: () => void;
}

function Actions({ plan, one, onDo, onClose }: ActionsProps) {
  const words = useWords(planWords);
  const running = plan.cancelledAt === undefined && plan.next !== undefined;
  if (!running) return <Button onClick={onClose}>{words.close}</Button>;
  function join() {
    onClose();
    navigate(`/m/${plan.number}`);
  }
  return (
    <>
      {plan.mine.organises && <PlanMenu plan={plan} one={one} onDo={onDo} />}
      <Button kind="main" icon="video" onClick={join}>
        {words.joinNow}
      </Button>
    </>
  );
}
