import { useState } from 'react';
import type { Seq } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { AttachmentTray } from './attachments/attachment-tray.tsx';
import { Outgoing } from './attachments/outgoing.tsx';
import { useAttachments } from './attachments/use-attachments.ts';
import { useFieldAfterPicking } from './attachments/use-field-after-picking.ts';
import { handleComposerKey } from './composing/composer-keys.ts';
import { useComposerWords } from './composing/composer-words.ts';
import { LinkStrip, usePreviews } from './composing/link-strip.tsx';
import { isTooLong, useWriting } from './composing/use-writing.ts';
import { showEnd, threadOf, useLinesOf, type WritingTo } from './composing/writing-to.ts';
import { ComposerMenu } from './contents/composer-menu.tsx';
import { useSendContent } from './contents/send-content.ts';
import { useDraftAnswer } from './drafts/use-draft.ts';
import { useDraftMentions, useMentionsNoted } from './drafts/use-draft-mentions.ts';
import { EmojiButton } from './emoji/emoji-button.tsx';
import { EmojiOffer, listOf } from './emoji/emoji-offer.tsx';
import { useEmojiWords } from './emoji/use-emoji-words.ts';
import { composerOf } from './messages/acting.ts';
import { ComposingStrip } from './messages/composing-strip.tsx';
import { MentionPicker } from './messages/mention-picker.tsx';
import type { Mentionable } from './messages/mentions.ts';
import { useMentions } from './messages/use-mentions.ts';
import { ScheduleButton, ScheduledStrip } from './schedule/schedule-button.tsx';
import type { ToSchedule } from './stars/showing.ts';
import { answerTo, changeText } from './stars/unsent.ts';
import { threadWords } from './threads/words.ts';
import { RecordButton } from './voice/record-button.tsx';
import { useRecording } from './voice/recordings.ts';
import { useRecordingActs } from './voice/use-recording.ts';

interface ComposerProps {
  conversation: string;
  /** The root of the thread that it writes in. */
  thread?: Seq;
  me: string;
  title: string;
  /** There is somebody to mention. */
  group: boolean;
}

/** Where one writes, in a conversation and in a thread. Enter sends, what is half written stays. */
export function Composer({ conversation, thread, me, title, group }: ComposerProps) {
  const client = useClient();
  const place = composerOf(conversation, thread);
  const [alsoSent, setAlsoSent] = useState(false);
  const to: WritingTo = { conversation, thread, alsoSent };
  const writing = useWriting(me, place);
  const { text, caret, composing, editing, write, put, stop } = writing;
  const words = useComposerWords(title, thread !== undefined, editing !== undefined);
  const mentions = useMentions(conversation, group, text, caret, useDraftMentions(place));
  const emoji = useEmojiWords(text, caret, put);
  const previews = usePreviews(text);
  const sendContent = useSendContent(to);
  const attached = useAttachments(to);
  const carrying = attached.picked.length > 0 && editing === undefined;
  const tooLong = text.trim() !== '' && isTooLong(text);
  const ready = (text.trim() !== '' || carrying) && !tooLong;
  const answering = composing?.is === 'answer' ? composing.line : undefined;

  const recording = useRecording(place);
  const speaking = useRecordingActs({
    to,
    more: () => (answering === undefined ? {} : answerTo(answering)),
    sent() {
      showEnd(client, to);
      handedOver();
    },
  });

  useFieldAfterPicking(attached.picked.length, writing.input);
  useDraftAnswer(place, useLinesOf(to));
  useMentionsNoted(place, text, mentions.of, editing !== undefined);

  function pick(one: Mentionable) {
    put(mentions.pick(one));
  }

  function handedOver() {
    writing.clear();
    setAlsoSent(false);
  }

  function type(next: string) {
    write(next);
    if (next.trim() !== '' && thread === undefined) client.tellTyping(conversation);
  }

  function send() {
    if (!ready) return;
    const said = previews.of(text.trim());
    if (editing !== undefined) {
      if (said !== editing.text) changeText(client, editing, said, mentions.of(said));
      stop();
      return;
    }
    const answered = answering === undefined ? {} : answerTo(answering);
    const more = { ...answered, mentions: mentions.of(said) };
    if (carrying) attached.send(said, more);
    else client.send(conversation, said, { ...more, ...threadOf(to) });
    showEnd(client, to);
    handedOver();
  }

  /** What is in the field, for another time. */
  function toSchedule(): ToSchedule {
    const said = previews.of(text.trim());
    const replyTo = answering === undefined ? undefined : answerTo(answering).replyTo;
    const answered = answering === undefined ? {} : answerTo(answering);
    const more = { ...answered, mentions: mentions.of(said) };
    const carry = carrying ? (at: number) => attached.send(said, more, at) : undefined;
    return { to, text: said, mentions: mentions.of(said), replyTo, carry, done: handedOver };
  }

  return (
    <footer className="composer">
      <MentionPicker mentions={mentions} onPick={pick} />
      <EmojiOffer found={emoji} />
      <Outgoing to={to} />
      <ScheduledStrip to={to} />
      <LinkStrip previews={previews} />
      {(composing?.is === 'answer' || composing?.is === 'edit') && (
        <ComposingStrip composing={composing} onCancel={stop} />
      )}
      {tooLong && (
        <p className="composer__note" role="alert">
          <Icon name="alert" size="sm" />
          {words.tooLong}
        </p>
      )}
      {editing === undefined && <AttachmentTray attachments={attached} />}
      <div className={recording === undefined ? 'composer__box' : 'composer__box is-recording'}>
        {editing === undefined && <ComposerMenu to={to} />}
        <textarea
          ref={writing.input}
          className="composer__input"
          rows={1}
          value={text}
          placeholder={words.placeholder}
          aria-label={words.label}
          enterKeyHint="send"
          {...listOf(mentions, emoji)}
          onPaste={attached.onPaste}
          onChange={(event) => {
            writing.setCaret(event.currentTarget.selectionStart);
            type(event.currentTarget.value);
          }}
          onSelect={(event) => writing.setCaret(event.currentTarget.selectionStart)}
          onKeyDown={(event) => handleComposerKey(event, { mentions, emoji, pick, stop: composing && stop, send })}
        />
        {editing === undefined && <EmojiButton onPick={writing.insert} onSticker={sendContent} />}
        {editing === undefined && ready && <ScheduleButton said={toSchedule} />}
        {text === '' && !carrying && editing === undefined ? (
          <RecordButton recording={recording} acts={speaking} />
        ) : (
          <IconButton
            icon={editing === undefined ? 'send' : 'check'}
            label={words.send}
            main={ready}
            disabled={!ready}
            onClick={send}
          />
        )}
      </div>
      {thread !== undefined && editing === undefined && <AlsoSend checked={alsoSent} onChange={setAlsoSent} />}
    </footer>
  );
}

function AlsoSend({ checked, onChange }: { checked: boolean; onChange: (on: boolean) => void }) {
  const { alsoSend } = useWords(threadWords);
  return (
    <label className="thread__also">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {alsoSend}
    </label>
  );
}
