import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { readDraft, writeDraft } from '#web/app/drafts.ts';
import { useDraftFollow } from '../drafts/use-draft.ts';
import { type Composing, compose, useComposing } from '../messages/acting.ts';

export interface Writing {
  input: RefObject<HTMLTextAreaElement | null>;
  text: string;
  caret: number;
  setCaret: (caret: number) => void;
  /** What it is for, besides a new message. */
  composing: Composing | undefined;
  /** The message that gets another text. */
  editing: MessageLine | undefined;
  write: (next: string) => void;
  /** The text with something in it that was not typed. */
  put: (next: { text: string; caret: number }, focus?: boolean) => void;
  /** At the caret, without taking the focus. */
  insert: (piece: string) => void;
  /** Neither answers nor edits any more. */
  stop: () => void;
  /** What was written has been handed over. */
  clear: () => void;
}

/** What stands in the field of one composer, its draft, and what it is for. */
export function useWriting(me: string, place: string): Writing {
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft(me, place));
  const [caret, setCaret] = useState(0);
  const composing = useComposing(place);
  const editing = composing?.is === 'edit' ? composing.line : undefined;

  useDraftFollow(me, place, text, setText);
  useGrowing(input, text);
  useFirstFocus(input);
  useEffect(() => {
    if (composing === undefined) return;
    if (composing.is === 'edit') setText(composing.line.text);
    if (composing.is === 'again') {
      setText(composing.text);
      writeDraft(me, place, composing.text);
      compose(place, undefined);
    }
    input.current?.focus();
  }, [composing, place, me]);

  function write(next: string) {
    setText(next);
    if (editing === undefined) writeDraft(me, place, next.trim() === '' ? '' : next);
  }

  function put(next: { text: string; caret: number }, focus = true) {
    write(next.text);
    setCaret(next.caret);
    if (focus) input.current?.focus();
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  }

  function insert(piece: string) {
    const at = input.current?.selectionStart ?? text.length;
    put({ text: text.slice(0, at) + piece + text.slice(at), caret: at + piece.length }, false);
  }

  function stop() {
    if (editing !== undefined) setText(readDraft(me, place));
    compose(place, undefined);
    input.current?.focus();
  }

  function clear() {
    compose(place, undefined);
    write('');
    input.current?.focus();
  }

  return { input, text, caret, setCaret, composing, editing, write, put, insert, stop, clear };
}

export function isTooLong(text: string): boolean {
  if (text.length * 3 <= LIMITS.textBytes) return false;
  return new TextEncoder().encode(text.trim()).length > LIMITS.textBytes;
}

/**
 * Whoever opens a conversation may write. With the next frame, for focusing lays the page out, and what is stored of the
 * conversation is going to be in it by then.
 */
function useFirstFocus(input: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    if (!matchMedia('(pointer: fine)').matches) return;
    const before = document.activeElement;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === before) input.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [input]);
}

/**
 * As high as what is written; the style says how high it may become. From the second line on it is `data-tall`, for which
 * narrow boxes put their buttons beneath; it stays so until the text is shorter than then, as the lines are longer now.
 */
function useGrowing(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  const tallFrom = useRef<number>(undefined);
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    if (tallFrom.current !== undefined && text.length < tallFrom.current) tallFrom.current = undefined;
    element.toggleAttribute('data-tall', tallFrom.current !== undefined);
    element.style.height = 'auto';
    if (tallFrom.current === undefined && element.scrollHeight > element.clientHeight) {
      tallFrom.current = text.length;
      element.toggleAttribute('data-tall', true);
    }
    element.style.height = text === '' ? '' : `${element.scrollHeight}px`;
  }, [input, text]);
}
