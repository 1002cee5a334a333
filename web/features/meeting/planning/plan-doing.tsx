import { useState } from 'react';
import { localAt } from '#kernel/zoned-time.ts';
import type { Occurrence, Plan } from '#protocol/planning.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { PlanForm } from './plan-form.tsx';
import { TimeFields } from './time-fields.tsx';
import { dayWords, spanWords } from './when.ts';
import { countOf, NOBODY, WhoFields } from './who-fields.tsx';
import { planWords } from './words.ts';

type One = Pick<Occurrence, 'day' | 'at' | 'minutes'>;

/** What is being done with a plan, over its sheet. */
export type Doing = { is: 'edit' } | { is: 'invite' } | { is: 'move'; one: One } | { is: 'cancel'; one?: One };

interface PlanDoingProps {
  plan: Plan;
  doing: Doing;
  onClose: () => void;
  /** There is nothing more to be shown of it. */
  onGone: () => void;
  onDone: () => void;
}

export function PlanDoing({ plan, doing, onClose, onGone, onDone }: PlanDoingProps) {
  switch (doing.is) {
    case 'edit':
      return <PlanForm plan={plan} onClose={onClose} onDone={onDone} />;
    case 'invite':
      return <InviteSheet plan={plan} onClose={onClose} onDone={onDone} />;
    case 'move':
      return <MoveSheet plan={plan} one={doing.one} onClose={onClose} onDone={onGone} />;
    case 'cancel':
      return <CancelDialog plan={plan} one={doing.one} onClose={onClose} onDone={onGone} />;
  }
}

interface StepProps {
  plan: Plan;
  onClose: () => void;
  onDone: () => void;
}

function InviteSheet({ plan, onClose, onDone }: StepProps) {
  const client = useClient();
  const words = useWords(planWords);
  const action = useAction();
  const [invited, setInvited] = useState(NOBODY);
  const present = new Set([plan.organiser, ...plan.invitees.map(({ user }) => user)]);
  async function invite() {
    const people = invited.people.map(({ id }) => id);
    const departments = [...invited.departments];
    if (!(await action.run(() => client.call('plan.invite', { plan: plan.plan, people, departments })))) return;
    onDone();
    onClose();
  }
  return (
    <Sheet
      open
      title={words.inviteMore}
      className="sheet--tall plan-sheet"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.back}</Button>
          <Button kind="main" busy={action.busy} disabled={countOf(invited) === 0} onClick={() => void invite()}>
            {words.invite}
          </Button>
        </>
      }
    >
      <div className="sheet__body plan-form">
        <ActionFailure action={action} />
        <WhoFields
          invited={invited}
          present={present}
          onChange={(some) => setInvited((before) => ({ ...before, ...some }))}
        />
      </div>
    </Sheet>
  );
}

function MoveSheet({ plan, one, onClose, onDone }: StepProps & { one: One }) {
  const client = useClient();
  const words = useWords(planWords);
  const action = useAction();
  const [date = '', time = ''] = localAt(one.at, plan.zone).split('T');
  const [chosen, setChosen] = useState({ date, time, minutes: one.minutes, zone: plan.zone });
  async function move() {
    const start = `${chosen.date}T${chosen.time.slice(0, 5)}`;
    const params = { plan: plan.plan, day: one.day, start, minutes: chosen.minutes };
    if (!(await action.run(() => client.call('plan.move', params)))) return;
    showToast(words.saved);
    onDone();
  }
  return (
    <Sheet
      open
      title={words.moveTitle}
      className="plan-sheet"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.back}</Button>
          <Button
            kind="main"
            busy={action.busy}
            disabled={chosen.date === '' || chosen.time === ''}
            onClick={() => void move()}
          >
            {words.save}
          </Button>
        </>
      }
    >
      <div className="sheet__body plan-form">
        <ActionFailure action={action} />
        <TimeFields
          draft={chosen}
          error={undefined}
          onChange={({ date, time, minutes }) =>
            setChosen((before) => ({
              ...before,
              ...(date === undefined ? {} : { date }),
              ...(time === undefined ? {} : { time }),
              ...(minutes === undefined ? {} : { minutes }),
            }))
          }
        />
      </div>
    </Sheet>
  );
}

function CancelDialog({ plan, one, onClose, onDone }: StepProps & { one: One | undefined }) {
  const client = useClient();
  const words = useWords(planWords);
  const language = useLanguage();
  const now = useMinute();
  const action = useAction();
  const all = plan.repeat === undefined ? words.cancelAll : words.cancelSeries;
  async function cancel() {
    const which = one === undefined ? {} : { day: one.day };
    if (!(await action.run(() => client.call('plan.cancel', { plan: plan.plan, ...which })))) return;
    showToast(words.cancelledOne);
    onDone();
  }
  return (
    <Confirm
      open
      danger
      title={one === undefined ? all : words.cancelOne}
      confirm={one === undefined ? all : words.cancelOne}
      busy={action.busy}
      onClose={onClose}
      onConfirm={() => void cancel()}
    >
      <p>
        <b>{plan.title}</b>
        {one && ` · ${dayWords(one.at, now, language, words)} ${spanWords(one.at, one.minutes)}`}
      </p>
      <p>{one === undefined ? words.cancelAllText : words.cancelOneText}</p>
      <ActionFailure action={action} />
    </Confirm>
  );
}
