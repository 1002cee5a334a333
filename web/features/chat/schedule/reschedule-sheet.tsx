import { useEffect, useId, useState } from 'react';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { ActionFailure } from '../action-failure.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { keepingShown } from '../stars/showing.ts';
import './schedule.css';
import { goodTime, TimeField } from './time-field.tsx';
import { quickTimes, toLocalInput } from './times.ts';
import { scheduleWords } from './words.ts';

type Whole = ResultOf<'message.scheduled'>;

/** Another text or another time for a message that waits. */
export function RescheduleSheet({ item }: { item: string }) {
  const client = useClient();
  const words = useWords(scheduleWords);
  const [whole, setWhole] = useState<Whole | 'failed'>();
  useEffect(() => {
    let wanted = true;
    const take = (next: Whole | 'failed') => wanted && setWhole(next);
    client.call('message.scheduled', { item }).then(take, () => take('failed'));
    return () => {
      wanted = false;
    };
  }, [client, item]);
  if (whole !== undefined && whole !== 'failed') return <EditSheet whole={whole} />;
  return (
    <Sheet open title={words.editTitle} onClose={() => back(undefined)}>
      <div className="sheet__body">
        {whole === 'failed' ? <p role="alert">{words.loadFailed}</p> : <SkeletonRows count={2} label={words.loading} />}
      </div>
    </Sheet>
  );
}

/** To the list that one came from. */
function back(of: WritingTo | undefined): void {
  keepingShown.set({ is: 'scheduled', of });
}

function EditSheet({ whole }: { whole: Whole }) {
  const client = useClient();
  const words = useWords(scheduleWords);
  const action = useAction();
  const place = { conversation: whole.conversation, thread: whole.thread };
  const area = useId();
  const [text, setText] = useState(whole.text);
  const [time, setTime] = useState(() => toLocalInput(nextTime(whole.at)));
  const at = goodTime(time);
  const ready = at !== undefined && (text.trim() !== '' || whole.content !== undefined);
  async function save() {
    if (at === undefined) return;
    const changed =
      text.trim() === whole.text ? {} : { text: text.trim(), ...(whole.mentions && { mentions: whole.mentions }) };
    const work = () => client.call('message.reschedule', { item: whole.item, ...changed, at });
    if (await action.run(work)) back(place);
  }
  return (
    <Sheet
      open
      title={words.editTitle}
      onClose={() => back(place)}
      actions={
        <>
          <Button onClick={() => back(place)}>{words.cancel}</Button>
          <Button kind="main" busy={action.busy} disabled={!ready} onClick={() => void save()}>
            {words.save}
          </Button>
        </>
      }
    >
      <div className="sheet__body schedule-form">
        {whole.content === undefined && (
          <div className="schedule-form__label">
            <label htmlFor={area}>{words.text}</label>
            <textarea
              id={area}
              className="schedule-form__area"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </div>
        )}
        <TimeField value={time} onChange={setTime} />
        <ActionFailure action={action} />
      </div>
    </Sheet>
  );
}

/** One whose time is over needs another. */
function nextTime(at: number): number {
  return at > Date.now() ? at : (quickTimes(Date.now())[0]?.at ?? Date.now());
}
