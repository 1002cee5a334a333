import { FAILURES, type FailureCode, failureText } from '#protocol/failures.ts';
import type { ScheduledEntry } from '#protocol/personal.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useTitle } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { kindWords } from '../contents/content-line.ts';
import { contentWords } from '../contents/words.ts';
import { plainLine } from '../messages/markdown.ts';
import '../stars/keeping.css';
import { closeKeeping, keepingShown } from '../stars/showing.ts';
import { threadWords } from '../threads/words.ts';
import { useScheduled } from './scheduling.ts';
import { whenWords } from './times.ts';
import { scheduleWords } from './words.ts';

/** What waits for its time: in one place, or everywhere. */
export function ScheduledSheet({ of }: { of: WritingTo | undefined }) {
  const words = useWords(scheduleWords);
  const items = useScheduled(of);
  return (
    <Sheet open title={words.scheduledTitle} className="sheet--tall" onClose={closeKeeping}>
      <div className="sheet__body">
        {items.length === 0 ? (
          <Empty art="together" title={words.none}>
            {words.noneText}
          </Empty>
        ) : (
          <div className="keeping-list">
            <ul className="line-rows" aria-label={words.scheduledTitle}>
              {items.map((item) => (
                <ScheduledRow key={item.item} entry={item} placed={of === undefined} />
              ))}
            </ul>
          </div>
        )}
      </div>
    </Sheet>
  );
}

function ScheduledRow({ entry, placed }: { entry: ScheduledEntry; placed: boolean }) {
  const client = useClient();
  const words = useWords(scheduleWords);
  const contents = useWords(contentWords);
  const language = useLanguage();
  const title = useTitle(client.conversation(entry.conversation).summary);
  const { thread } = useWords(threadWords);
  const { item, at, text, content, failure } = entry;
  const place = entry.thread === undefined ? title : [title, thread].filter(Boolean).join(' · ');
  const say = (error: unknown) => showToast(failureWords(error, language));
  const kind = content === undefined ? '' : kindWords(content, contents);
  function cancel() {
    client.call('message.unschedule', { item }).then(() => showToast(words.cancelled), say);
  }
  const edit = () => keepingShown.set({ is: 'reschedule', item });
  return (
    <li className="line-row">
      <button type="button" className="line-row__go" onClick={edit}>
        <span className="line-row__main">
          <span className="line-row__head">
            <b className="clip">{whenWords(at, Date.now(), language, words.tomorrow)}</b>
            {placed && place !== '' && <span className="line-row__place clip">{place}</span>}
          </span>
          <span className="line-row__text">{`${kind} ${plainLine(text)}`.trim()}</span>
          {failure !== undefined && (
            <span className="line-row__fault">
              {words.notSent}: {isCode(failure) ? failureText(failure, language) : failure}
            </span>
          )}
        </span>
      </button>
      <Menu
        trigger={<IconButton icon="more" size="sm" label={words.actions} />}
        items={[
          { icon: 'compose', label: words.edit, onChoose: edit },
          {
            icon: 'send',
            label: words.sendNow,
            onChoose: () => void client.call('message.reschedule', { item, at: 0 }).catch(say),
          },
          { icon: 'close', label: words.cancelIt, danger: true, onChoose: cancel },
        ]}
      />
    </li>
  );
}

function isCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}
