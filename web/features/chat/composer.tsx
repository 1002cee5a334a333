import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { readDraft, writeDraft } from '#web/app/drafts.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ComposerMenu } from './contents/composer-menu.tsx';
import { useSendContent } from './contents/send-content.ts';
import { useDraftAnswer, useDraftFollow } from './drafts/use-draft.ts';
import { EmojiButton } from './emoji/emoji-button.tsx';
import { EmojiOffer, listOf } from './emoji/emoji-offer.tsx';
import { useEmojiWords } from './emoji/use-emoji-words.ts';
import { compose, useComposing } from './messages/acting.ts';
import { ComposingStrip } from './messages/composing-strip.tsx';
import { MentionPicker } from './messages/mention-picker.tsx';
import type { Mentionable } from './messages/mentions.ts';
import { useMentions } from './messages/use-mentions.ts';
import { messageWords } from './messages/words.ts';
import { useNewPoll } from './polls/new-poll-item.ts';
import { ScheduleButton, ScheduledStrip } from './schedule/schedule-button.tsx';
import type { ToSchedule } from './stars/showing.ts';
import { answerTo, changeText } from './stars/unsent.ts';
import { chatWords } from './words.ts';

interface ComposerProps {
  conversation: string;
  me: string;
  title: string;
  group: boolean;
}

/** Where one writes. Enter sends, Shift+Enter breaks the line, what is half written stays. */
export function Composer({ conversation, me, title, group }: ComposerProps) {
  const client = useClient();
  const words = useWords(chatWords);
  const { save } = useWords(messageWords);
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft(me, conversation));
  const [caret, setCaret] = useState(0);
  const composing = useComposing(conversation);
  const peer = useConversation(conversation).summary?.peer;
  const editing = composing?.is === 'edit' ? composing.line : undefined;
  const mentions = useMentions(conversation, group, text, caret);
  const newPoll = useNewPoll(conversation);
  const emoji = useEmojiWords(text, caret, put);
  const sendContent = useSendContent(conversation);
  const ready = text.trim() !== '';
  const tooLong = ready && isTooLong(text);

  useDraftFollow(me, conversation, text, setText);
  useDraftAnswer(conversation);
  useGrowing(input, text);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
  }, []);

  useEffect(() => {
    if (composing === undefined) return;
    if (composing.is === 'edit') setText(composing.line.text);
    if (composing.is === 'again') {
      setText(composing.text);
      writeDraft(me, conversation, composing.text);
      compose(conversation, undefined);
    }
    input.current?.focus();
  }, [composing, conversation, me]);

  function write(next: string) {
    setText(next);
    if (editing === undefined) writeDraft(me, conversation, next.trim() === '' ? '' : next);
  }

  function stop() {
    if (editing !== undefined) setText(readDraft(me, conversation));
    compose(conversation, undefined);
    input.current?.focus();
  }

  /** The text with something in it that was not typed. */
  function put(next: { text: string; caret: number }, focus = true) {
    write(next.text);
    setCaret(next.caret);
    if (focus) input.current?.focus();
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  }

  function pick(one: Mentionable) {
    put(mentions.pick(one));
  }

  function insert(piece: string) {
    const at = input.current?.selectionStart ?? text.length;
    put({ text: text.slice(0, at) + piece + text.slice(at), caret: at + piece.length }, false);
  }

  function type(next: string) {
    write(next);
    if (next.trim() !== '') client.tellTyping(conversation);
  }

  function send() {
    if (!ready || tooLong) return;
    const said = text.trim();
    if (editing !== undefined) {
      if (said !== editing.text) changeText(client, editing, said, mentions.of(said));
      stop();
      return;
    }
    const answered = composing?.is === 'answer' ? answerTo(composing.line) : {};
    client.send(conversation, said, { ...answered, mentions: mentions.of(said) });
    compose(conversation, undefined);
    // What one writes stands at the end: somebody who read far above goes there.
    if (client.conversation(conversation).hasAfter) void client.loadNewest(conversation);
    write('');
    input.current?.focus();
  }

  /** What is in the field, for another time. */
  function toSchedule(): ToSchedule {
    const said = text.trim();
    const replyTo = composing?.is === 'answer' ? answerTo(composing.line).replyTo : undefined;
    const done = () => {
      compose(conversation, undefined);
      write('');
      input.current?.focus();
    };
    return { conversation, text: said, mentions: mentions.of(said), replyTo, done };
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    const inputMethod = event.nativeEvent.isComposing || event.keyCode === 229;
    if (inputMethod) return;
    if (mentions.offered.length > 0 && onPickerKey(event)) {
      event.preventDefault();
      return;
    }
    if (emoji.handleKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && composing !== undefined) stop();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  /** Whether the key was for the list of those who can be mentioned. */
  function onPickerKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { offered, chosen } = mentions;
    const one = offered[chosen];
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : offered.length - 1;
      mentions.choose((chosen + step) % offered.length);
    } else if ((key === 'Enter' || key === 'Tab') && !shiftKey && one !== undefined) pick(one);
    else if (key === 'Escape') mentions.dismiss();
    else return false;
    return true;
  }

  return (
    <footer className="composer">
      <MentionPicker mentions={mentions} onPick={pick} />
      <EmojiOffer found={emoji} />
      <ScheduledStrip conversation={conversation} />
      {(composing?.is === 'answer' || composing?.is === 'edit') && (
        <ComposingStrip composing={composing} onCancel={stop} />
      )}
      {tooLong && (
        <p className="composer__note" role="alert">
          <Icon name="alert" size="sm" />
          {words.tooLong}
        </p>
      )}
      <div className="composer__box">
        {editing === undefined && <ComposerMenu conversation={conversation} peer={peer} more={[newPoll]} />}
        <textarea
          ref={input}
          className="composer__input"
          rows={1}
          value={text}
          placeholder={words.message}
          aria-label={words.messageTo(title)}
          enterKeyHint="send"
          {...listOf(mentions, emoji)}
          onChange={(event) => {
            setCaret(event.currentTarget.selectionStart);
            type(event.currentTarget.value);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {editing === undefined && <EmojiButton onPick={insert} onSticker={sendContent} />}
        {editing === undefined && ready && !tooLong && <ScheduleButton said={toSchedule} />}
        <IconButton
          icon={editing === undefined ? 'send' : 'check'}
          label={editing === undefined ? words.send : save}
          main={ready && !tooLong}
          disabled={!ready || tooLong}
          onClick={send}
        />
      </div>
    </footer>
  );
}

function isTooLong(text: string): boolean {
  if (text.length * 3 <= LIMITS.textBytes) return false;
  return new TextEncoder().encode(text.trim()).length > LIMITS.textBytes;
}

/** As high as what is written; the style says how high it may become. */
function useGrowing(input: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = text === '' ? '' : `${element.scrollHeight}px`;
  }, [input, text]);
}
