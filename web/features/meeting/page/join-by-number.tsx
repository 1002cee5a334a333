import { type ChangeEvent, type ClipboardEvent, type FormEvent, useLayoutEffect, useRef, useState } from 'react';
import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { digitsOf, findNumber, groupNumber, isNumber, typeNumber } from '../model/number.ts';
import { pageWords } from '../words/page.ts';

/** A field that groups nine digits as they are typed, and understands pasted links and invitations. */
export function JoinByNumber() {
  const words = useWords(pageWords);
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState<number>();
  const [asked, setAsked] = useState(false);
  const complete = isNumber(digitsOf(text));

  useLayoutEffect(() => {
    if (caret !== undefined) form.current?.querySelector('input')?.setSelectionRange(caret, caret);
  }, [caret]);
  function type(event: ChangeEvent<HTMLInputElement>) {
    const { value, selectionStart } = event.target;
    const typed = typeNumber(value, selectionStart ?? value.length);
    setText(typed.text);
    setCaret(typed.caret);
    setAsked(false);
  }
  function paste(event: ClipboardEvent<HTMLInputElement>) {
    const found = findNumber(event.clipboardData.getData('text'));
    if (found === undefined) return;
    event.preventDefault();
    setText(groupNumber(found));
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (complete) navigate(`/m/${digitsOf(text)}`);
  }
  return (
    <form className="card door" onSubmit={submit} ref={form}>
      <h2 className="door__title">{words.joinTitle}</h2>
      <p className="door__text">{words.joinText}</p>
      <Field
        label={words.numberLabel}
        inputMode="numeric"
        autoComplete="off"
        placeholder="000 000 000"
        value={text}
        onChange={type}
        onPaste={paste}
        error={asked && !complete ? words.numberShort : undefined}
      />
      <Button size="lg" wide type="submit">
        {words.join}
      </Button>
    </form>
  );
}
