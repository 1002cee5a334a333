import { useState } from 'react';
import { useClient } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { closeKeeping, type ToSchedule } from '../stars/showing.ts';
import './schedule.css';
import { scheduleMessage } from './scheduling.ts';
import { goodTime, TimeField } from './time-field.tsx';
import { quickTimes, toLocalInput } from './times.ts';
import { scheduleWords } from './words.ts';

/** Picks any time for the message that is in the composer. */
export function ScheduleSheet({ said }: { said: ToSchedule }) {
  const client = useClient();
  const words = useWords(scheduleWords);
  const language = useLanguage();
  const [time, setTime] = useState(() => toLocalInput(quickTimes(Date.now()).at(-1)?.at ?? Date.now()));
  const [busy, setBusy] = useState(false);
  const at = goodTime(time);
  async function schedule() {
    if (at === undefined) return;
    setBusy(true);
    const done = await scheduleMessage(client, said, at, language, words);
    setBusy(false);
    if (done) closeKeeping();
  }
  return (
    <Sheet
      open
      title={words.schedule}
      onClose={closeKeeping}
      actions={
        <>
          <Button onClick={closeKeeping}>{words.cancel}</Button>
          <Button kind="main" busy={busy} disabled={at === undefined} onClick={() => void schedule()}>
            {words.scheduleDo}
          </Button>
        </>
      }
    >
      <div className="sheet__body schedule-form">
        <p className="schedule-form__text">{said.text}</p>
        <TimeField value={time} onChange={setTime} />
      </div>
    </Sheet>
  );
}
