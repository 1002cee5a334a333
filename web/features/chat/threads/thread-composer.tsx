import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useClient } from '#web/app/client.tsx';
import { readDraft, writeDraft } from '#web/app/drafts.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { useDraftFollow } from '../drafts/use-draft.ts';
import { EmojiButton } from '../emoji/emoji-button.tsx';
import { EmojiOffer, listOf } from '../emoji/emoji-offer.tsx';
import { useEmojiWords } from '../emoji/use-emoji-words.ts';
import { compose, composerOf, useComposing } from '../messages/acting.ts';
import { ComposingStrip } from '../messages/composing-strip.tsx';
import { MentionPicker } from '../messages/mention-picker.tsx';
import type { Mentionable } from '../messages/mentions.ts';
import { useMentions } from '../messages/use-mentions.ts';
import { messageWords } from '../messages/words.ts';
import { answerTo, changeText } from '../stars/unsent.ts';
import { chatWords } from '../words.ts';
import { threadWords } from './words.ts';

interface ComposerProps {
  conversation: string;
  root: number;
  me: string;
  title: string;
  /** There is somebody to mention. */
  group: boolean;
}

/** Where one replies. Enter sends, Shift+Enter breaks the line, what is half written stays. */
export function ThreadComposer({ conversation, root, me, title, group }: ComposerProps) {
  const client = useClient();
  const words = useWords(threadWords);
  const { send: sendWord, tooLong: tooLongWord } = useWords(chatWords);
  const { save } = useWords(messageWords);
  const place = composerOf(conversation, root);
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft(me, place));
  const [caret, setCaret] = useState(0);
  const [alsoSent, setAlsoSent] = useState(false);
  const composing = useComposing(place);
  const editing = composing?.is === 'edit' ? composing.line : undefined;
  const mentions = useMentions(conversation, group, text, caret);
  const emoji = useEmojiWords(text, caret, put);
  const tooLong = new TextEncoder().encode(text.trim()).length > LIMITS.textBytes;
  const ready = text.trim() !== '' && !tooLong;

  useDraftFollow(me, place, text, setText);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (composing === undefined) return;
    if (composing.is === 'edit') setText(composing.line.text);
    if (composing.is === 'again') {
      setText(composing.text);
      compose(place, undefined);
    }
    input.current?.focus();
  }, [composing, place]);
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = text === '' ? '' : `${element.scrollHeight}px`;
  }, [text]);

  function write(next: string) {
    setText(next);
    if (editing === undefined) writeDraft(me, place, next.trim() === '' ? '' : next);
  }

  function stop() {
    if (editing !== undefined) setText(readDraft(me, place));
    compose(place, undefined);
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

  function send() {
    if (!ready) return;
    const said = text.trim();
    if (editing !== undefined) {
      if (said !== editing.text) changeText(client, editing, said, mentions.of(said));
      stop();
      return;
    }
    const replyTo = composing?.is === 'answer' ? answerTo(composing.line) : {};
    client.send(conversation, said, { ...replyTo, mentions: mentions.of(said), thread: root, alsoSent });
    compose(place, undefined);
    write('');
    setAlsoSent(false);
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (mentions.offered.length > 0 && onPickerKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (emoji.handleKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Escape' && composing !== undefined) {
      event.stopPropagation();
      stop();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  /** Whether the key was for the list of those who can be mentioned. */
  function onPickerKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { offered, chosen } = mentions;
    const one = offered[chosen];
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      mentions.choose((chosen + (key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if ((key === 'Enter' || key === 'Tab') && !shiftKey && one !== undefined) pick(one);
    else if (key === 'Escape') mentions.dismiss();
    else return false;
    return true;
  }

  return (
    <footer className="composer">
      <MentionPicker mentions={mentions} onPick={pick} />
      <EmojiOffer found={emoji} />
      {(composing?.is === 'answer' || composing?.is === 'edit') && (
        <ComposingStrip composing={composing} onCancel={stop} />
      )}
      {tooLong && (
        <p className="composer__note" role="alert">
          <Icon name="alert" size="sm" />
          {tooLongWord}
        </p>
      )}
      <div className="composer__box">
        <textarea
          ref={input}
          className="composer__input"
          rows={1}
          value={text}
          placeholder={words.placeholder}
          aria-label={words.replyTo(title)}
          enterKeyHint="send"
          {...listOf(mentions, emoji)}
          onChange={(event) => {
            setCaret(event.currentTarget.selectionStart);
            write(event.currentTarget.value);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {editing === undefined && (
          <EmojiButton
            onPick={insert}
            onSticker={(content) => client.send(conversation, '', { content, thread: root, alsoSent })}
          />
        )}
        <IconButton
          icon={editing === undefined ? 'send' : 'check'}
          label={editing === undefined ? sendWord : save}
          main={ready}
          disabled={!ready}
          onClick={send}
        />
      </div>
      {editing === undefined && (
        <label className="thread__also">
          <input type="checkbox" checked={alsoSent} onChange={(event) => setAlsoSent(event.currentTarget.checked)} />
          {words.alsoSend}
        </label>
      )}
    </footer>
  );
}
