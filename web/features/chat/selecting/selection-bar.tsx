import { useEffect, useState } from 'react';
import type { LineView } from '#client/view.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useConversation, useMe } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { copyText } from '#web/ui/copy.ts';
import { Confirm } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { isForwardable, mayRecallOwn } from '../contents/message-kinds.ts';
import { forwarding } from '../contents/showing.ts';
import { contentWords } from '../contents/words.ts';
import { eraseForMe } from '../stars/erasing.ts';
import { starWords } from '../stars/words.ts';
import { chatWords } from '../words.ts';
import { textOfLines } from './copied-lines.ts';
import { type Selection, stopSelecting } from './selection.ts';
import { selectingWords } from './words.ts';

/** In place of the composer: what can be done with the messages that are selected. Esc ends it. */
export function SelectionBar({ selection }: { selection: Selection }) {
  const words = useWords(selectingWords);
  const lines = useSelectedLines(selection);
  const stars = useWords(starWords);
  const copy = useCopy(lines);
  const client = useClient();
  const me = useMe()?.id;
  const [asking, setAsking] = useState(false);
  const { conversation } = selection;
  const away = forwarding.use() !== undefined;
  useEscape(stopSelecting, !asking && !away);
  const own = lines.filter((line) => line.by === me && mayRecallOwn(line, client.policy()?.recallMs));
  const seqs = lines.filter(isForwardable).map(({ seq }) => seq);
  function star() {
    for (const { seq } of lines) client.keep({ do: 'message.star', with: { conversation, seq, on: true } });
    stopSelecting();
  }
  function erase() {
    eraseForMe(client, conversation, [...selection.seqs], stars);
    stopSelecting();
  }
  function recall() {
    for (const { seq } of own) client.recall(conversation, seq);
    stopSelecting();
  }
  return (
    <section className="selection-bar" aria-label={words.bar}>
      <IconButton icon="close" label={words.stop} onClick={stopSelecting} />
      <span className="selection-bar__count" role="status">
        {words.selected(selection.seqs.size)}
      </span>
      <Button
        icon="forward"
        disabled={seqs.length === 0 || seqs.length < lines.length}
        onClick={() => forwarding.set({ conversation, seqs })}
      >
        {words.forward}
      </Button>
      <Button icon="copy" disabled={lines.length === 0} onClick={copy}>
        {words.copy}
      </Button>
      <Button icon="star" disabled={lines.length === 0} onClick={star}>
        {stars.star}
      </Button>
      <Button icon="close" kind="danger-quiet" disabled={lines.length === 0} onClick={erase}>
        {stars.erase}
      </Button>
      <Button
        icon="refresh"
        kind="danger-quiet"
        disabled={own.length === 0 || own.length < lines.length}
        onClick={() => setAsking(true)}
      >
        {words.recall}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={recall}
        title={words.recallTitle}
        confirm={words.recall}
        danger
      >
        {words.recallText(own.length)}
      </Confirm>
    </section>
  );
}

/** Those among the lines in view; what is recalled meanwhile is none any more. */
function useSelectedLines({ conversation, seqs }: Selection): MessageLine[] {
  const { lines } = useConversation(conversation);
  return lines.flatMap((line) => {
    const sent = sentMessage(line);
    return sent !== undefined && seqs.has(sent.seq) ? [sent] : [];
  });
}

function sentMessage(line: LineView): MessageLine | undefined {
  return line.state === 'sent' && line.event.type === 'message' && !line.event.recalled ? line.event : undefined;
}

function useCopy(lines: readonly MessageLine[]): () => void {
  const client = useClient();
  const words = useWords(selectingWords);
  const contents = useWords(contentWords);
  const { somebody } = useWords(chatWords);
  const language = useLanguage();
  return () => {
    const text = textOfLines(lines, {
      nameOf: (user) => client.person(user)?.nickname ?? somebody,
      timeOf: (at) => fullTime(at, language),
      words: contents,
    });
    void copyText(text).then((done) => done && showToast(words.copied));
    stopSelecting();
  };
}

function useEscape(act: () => void, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && !event.defaultPrevented && act();
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [act, on]);
}
