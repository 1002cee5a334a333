import type { ChangeEvent, KeyboardEvent, ReactNode } from 'react';
import type { Client } from '#client/api.ts';
import type { LineView } from '#client/view.ts';
import type { Seq } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { lineWords } from '../contents/content-line.ts';
import { contentWords } from '../contents/words.ts';
import { plainLine } from '../messages/markdown.ts';
import { chatWords } from '../words.ts';
import { type Selection, selectRun, toggleSelected, useSelection } from './selection.ts';
import { selectingWords } from './words.ts';

/** A message that can be ticked while somebody selects. */
export function Selectable({ line, children }: { line: LineView; children: ReactNode }) {
  const sent = line.state === 'sent' && line.event.type === 'message' ? line.event : undefined;
  const selection = useSelection(sent?.conversation ?? '');
  if (sent === undefined || selection === undefined) return children;
  return (
    <Ticked line={sent} selection={selection}>
      {children}
    </Ticked>
  );
}

/** What is in the message does nothing meanwhile: a press anywhere ticks it. */
function Ticked({ line, selection, children }: { line: MessageLine; selection: Selection; children: ReactNode }) {
  const client = useClient();
  const words = useWords(selectingWords);
  const contents = useWords(contentWords);
  const { you, somebody } = useWords(chatWords);
  const called = useName(line.by);
  const name = useMe()?.id === line.by ? you : (called ?? somebody);
  const said = lineWords(line.content, plainLine(line.text.slice(0, 200)), contents);
  return (
    <label className="selectable">
      <input
        type="checkbox"
        className="picker__box"
        checked={selection.seqs.has(line.seq)}
        aria-label={words.message(name, said)}
        onChange={(event) =>
          shifted(event) ? selectRun(selectableSeqs(client, line), line.seq) : toggleSelected(line.seq)
        }
        onKeyDown={onTickKey}
        ref={focusFirst}
      />
      <div className="selectable__message" inert>
        {children}
      </div>
    </label>
  );
}

/** With Shift everything in between is taken in. */
function shifted({ nativeEvent }: ChangeEvent<HTMLInputElement>): boolean {
  return nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
}

function selectableSeqs(client: Pick<Client, 'conversation'>, { conversation }: MessageLine): Seq[] {
  return client.conversation(conversation).lines.flatMap((line) => {
    const event = line.state === 'sent' && line.event.type === 'message' ? line.event : undefined;
    return event === undefined || event.recalled || event.content?.type === 'nudge' ? [] : [event.seq];
  });
}

/** Arrows go from tick to tick. */
function onTickKey(event: KeyboardEvent<HTMLInputElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLInputElement>('.selectable > input')];
  all[all.indexOf(event.currentTarget) + step]?.focus();
}

/** The message that one began with is ticked: there the keyboard goes on. */
function focusFirst(box: HTMLInputElement | null): void {
  if (box?.checked && !document.activeElement?.matches('.selectable > input')) box.focus({ preventScroll: true });
}
