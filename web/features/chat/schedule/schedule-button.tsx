import { useClient } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { clockTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Menu } from '#web/ui/menu.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { keepingShown, type ToSchedule } from '../stars/showing.ts';
import './schedule.css';
import { scheduleMessage, useScheduled } from './scheduling.ts';
import { quickTimes, whenWords } from './times.ts';
import { scheduleWords } from './words.ts';

/** Beside Send: when the message is to go out instead. */
export function ScheduleButton({ said }: { said: () => ToSchedule }) {
  const client = useClient();
  const words = useWords(scheduleWords);
  const language = useLanguage();
  const quick = quickTimes(Date.now()).map(({ is, at }) => ({
    icon: 'clock' as const,
    label: `${words[is]} ${clockTime(at)}`,
    onChoose: () => void scheduleMessage(client, said(), at, language, words),
  }));
  return (
    <Menu
      trigger={<IconButton icon="clock" label={words.sendLater} />}
      items={[
        ...quick,
        {
          icon: 'calendar',
          label: words.pickTime,
          onChoose: () => keepingShown.set({ is: 'schedule', said: said() }),
        },
      ]}
    />
  );
}

/** Over the field: how many messages wait that are to go there, and whether one could not be sent. */
export function ScheduledStrip({ to }: { to: WritingTo }) {
  const words = useWords(scheduleWords);
  const language = useLanguage();
  const items = useScheduled(to);
  const [first] = items;
  if (first === undefined) return null;
  const failed = items.some((one) => one.failure !== undefined);
  return (
    <button
      type="button"
      className={failed ? 'scheduled-strip is-failed' : 'scheduled-strip'}
      onClick={() => keepingShown.set({ is: 'scheduled', of: to })}
    >
      <Icon name={failed ? 'alert' : 'clock'} size="sm" />
      <span>{words.waiting(items.length)}</span>
      <span className="quiet clip">
        {failed ? words.notSent : whenWords(first.at, Date.now(), language, words.tomorrow)}
      </span>
    </button>
  );
}
