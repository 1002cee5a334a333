import type { Occurrence, Plan } from '#protocol/planning.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import type { Doing } from './plan-doing.tsx';
import { planWords } from './words.ts';

interface PlanMenuProps {
  plan: Plan;
  one: Pick<Occurrence, 'day' | 'at' | 'minutes'> | undefined;
  onDo: (doing: Doing) => void;
}

/** What those who organise a meeting do with it. */
export function PlanMenu({ plan, one, onDo }: PlanMenuProps) {
  const words = useWords(planWords);
  const meant = plan.repeat === undefined ? undefined : (one ?? plan.next);
  const items: MenuItem[] = [
    { icon: 'compose', label: words.edit, onChoose: () => onDo({ is: 'edit' }) },
    { icon: 'person-plus', label: words.inviteMore, onChoose: () => onDo({ is: 'invite' }) },
  ];
  if (meant !== undefined) {
    items.push(
      { icon: 'clock', label: words.moveOne, onChoose: () => onDo({ is: 'move', one: meant }) },
      { icon: 'close', label: words.cancelOne, danger: true, onChoose: () => onDo({ is: 'cancel', one: meant }) },
    );
  }
  items.push({
    icon: 'close',
    label: plan.repeat === undefined ? words.cancelAll : words.cancelSeries,
    danger: true,
    onChoose: () => onDo({ is: 'cancel' }),
  });
  return <Menu trigger={<Button>{words.changeMenu}</Button>} items={items} align="start" />;
}
