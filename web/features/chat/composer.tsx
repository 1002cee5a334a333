import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useClient } from '#web/app/client.tsx';
import { readDraft, writeDraft } from '#web/app/drafts.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { chatWords } from './words.ts';

interface ComposerProps {
  conversation: string;
  me: string;
  title: string;
}

/** Where one writes. Enter sends, Shift+Enter breaks the line, what is half written stays. */
export function Composer({ conversation, me, title }: ComposerProps) {
  const client = useClient();
  const words = useWords(chatWords);
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft(me, conversation));
  const ready = text.trim() !== '';
  const tooLong = ready && isTooLong(text);

  useGrowing(input, text);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
  }, []);

  function write(next: string) {
    setText(next);
    writeDraft(me, conversation, next.trim() === '' ? '' : next);
  }

  function type(next: string) {
    write(next);
    if (next.trim() !== '') client.tellTyping(conversation);
  }

  function send() {
    if (!ready || tooLong) return;
    client.send(conversation, text.trim());
    // What one writes stands at the end: somebody who read far above goes there.
    if (client.conversation(conversation).hasAfter) void client.loadNewest(conversation);
    write('');
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    send();
  }

  return (
    <footer className="composer">
      {tooLong && (
        <p className="composer__note" role="alert">
          <Icon name="alert" size="sm" />
          {words.tooLong}
        </p>
      )}
      <div className="composer__box">
        <textarea
          ref={input}
          className="composer__input"
          rows={1}
          value={text}
          placeholder={words.message}
          aria-label={words.messageTo(title)}
          enterKeyHint="send"
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton
          icon="send"
          label={words.send}
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
