import type { Invitee, Plan } from '#protocol/planning.ts';
import type { Action } from '#web/app/action.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { nicknames } from './use-plan.ts';
import { type PlanWords, planWords } from './words.ts';

/** Who is invited, and what they answered. */
export function PlanPeople({ plan, action }: { plan: Plan; action: Action }) {
  const words = useWords(planWords);
  const me = useMe()?.id;
  const all = [plan.organiser, ...plan.invitees.map(({ user }) => user)];
  const nameOf = useNames(all);
  const cards = nicknames(plan.people);
  const named = (id: string) => nameOf(id) ?? cards.get(id) ?? words.somebody;
  const called = (id: string) => (id === me ? words.you : named(id));
  const count = (answer: Invitee['answer']) => plan.invitees.filter((one) => one.answer === answer).length;
  return (
    <section className="plan-people">
      <h3 className="plan-sheet__label">{words.invited}</h3>
      {plan.invitees.length > 0 && (
        <p className="plan-people__counts">{words.counts(count('yes'), count('maybe'), count('no'))}</p>
      )}
      <ul className="plan-people__list">
        <li className="plan-person">
          <Face id={plan.organiser} name={named(plan.organiser)} size={32} />
          <span className="plan-person__name clip">{called(plan.organiser)}</span>
          <span className="chip">{words.organiser}</span>
        </li>
        {plan.invitees.map((one) => (
          <PersonRow
            key={one.user}
            plan={plan}
            one={one}
            name={named(one.user)}
            mine={one.user === me}
            action={action}
          />
        ))}
      </ul>
    </section>
  );
}

interface PersonRowProps {
  plan: Plan;
  one: Invitee;
  name: string;
  mine: boolean;
  action: Action;
}

function PersonRow({ plan, one, name, mine, action }: PersonRowProps) {
  const words = useWords(planWords);
  const items = usePersonActions(plan, one, action);
  const [look, text] = answerLook(one.answer, words);
  return (
    <li className="plan-person">
      <Face id={one.user} name={name} size={32} />
      <span className="plan-person__name clip">
        {mine ? words.you : name}
        {one.organises && <span className="quiet"> · {words.coOrganiser}</span>}
      </span>
      <span className={look}>{text}</span>
      {items.length > 0 && (
        <Menu trigger={<IconButton icon="more" size="sm" label={words.actionsFor(name)} />} items={items} />
      )}
    </li>
  );
}

function usePersonActions({ plan, organiser, mine, cancelledAt }: Plan, one: Invitee, { run }: Action) {
  const client = useClient();
  const words = useWords(planWords);
  if (!mine.organises || cancelledAt !== undefined) return [];
  const mayOrganise = mine.user === organiser;
  const mayRemove = !one.member && (!one.organises || mayOrganise);
  const organise = {
    icon: 'star' as const,
    label: one.organises ? words.endOrganiser : words.makeOrganiser,
    onChoose: () => void run(() => client.call('plan.organise', { plan, user: one.user, on: !one.organises })),
  };
  const remove = {
    icon: 'close' as const,
    label: words.uninvite,
    danger: true,
    onChoose: () => void run(() => client.call('plan.uninvite', { plan, user: one.user })),
  };
  return [...(mayOrganise ? [organise] : []), ...(mayRemove ? [remove] : [])];
}

function answerLook(answer: Invitee['answer'], words: PlanWords): [string, string] {
  if (answer === 'yes') return ['chip chip--ok', words.isComing];
  if (answer === 'maybe') return ['chip chip--warn', words.mayCome];
  if (answer === 'no') return ['chip chip--danger', words.notComing];
  return ['plan-person__none', words.noAnswer];
}
