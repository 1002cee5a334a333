import type { Editor } from '@tiptap/core';
import { type FormEvent, useEffect, useReducer, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { isSafeAddress } from './notes-editor.ts';
import { boardWords } from './words.ts';

interface Tool {
  label: string;
  /** What is on it: by its styles, for its name says something else. */
  sign?: string;
  icon?: IconName;
  look?: string;
  on?: boolean;
  press: () => void;
}

/** What changes the text that is chosen. */
export function NotesTools({ editor }: { editor: Editor }) {
  const words = useWords(boardWords);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [linking, setLinking] = useState(false);
  useEffect(() => {
    editor.on('transaction', redraw);
    return () => void editor.off('transaction', redraw);
  }, [editor]);
  const tools = toolsOf(editor, words, () => setLinking(!linking));
  return (
    <div className="notes-tools">
      <div className="notes-tools__row" role="toolbar" aria-label={words.tools}>
        {tools.map(({ label, sign, icon, look = '', on, press }) => (
          <button
            key={label}
            type="button"
            className={`notes-tools__one ${look} ${on ? 'is-on' : ''}`}
            aria-label={label}
            title={label}
            data-sign={sign}
            aria-pressed={on}
            // The text keeps the focus, and with it what is chosen.
            onMouseDown={(event) => event.preventDefault()}
            onClick={press}
          >
            {icon && <Icon name={icon} size="sm" />}
          </button>
        ))}
      </div>
      {linking && <LinkForm editor={editor} onDone={() => setLinking(false)} />}
    </div>
  );
}

function toolsOf(editor: Editor, words: typeof boardWords.en, onLink: () => void): Tool[] {
  const chain = () => editor.chain().focus();
  const is = (name: string, attributes?: object) => editor.isActive(name, attributes);
  const heading = (level: 1 | 2) => () => chain().toggleHeading({ level }).run();
  return [
    { label: words.heading1, sign: 'H1', on: is('heading', { level: 1 }), press: heading(1) },
    { label: words.heading2, sign: 'H2', on: is('heading', { level: 2 }), press: heading(2) },
    { label: words.bold, sign: 'B', look: 'is-bold', on: is('bold'), press: () => chain().toggleBold().run() },
    { label: words.italic, sign: 'I', look: 'is-italic', on: is('italic'), press: () => chain().toggleItalic().run() },
    { label: words.strike, sign: 'S', look: 'is-strike', on: is('strike'), press: () => chain().toggleStrike().run() },
    { label: words.bullets, icon: 'list', on: is('bulletList'), press: () => chain().toggleBulletList().run() },
    { label: words.numbers, sign: '1.', on: is('orderedList'), press: () => chain().toggleOrderedList().run() },
    { label: words.checks, icon: 'check', on: is('taskList'), press: () => chain().toggleTaskList().run() },
    { label: words.quote, sign: '”', on: is('blockquote'), press: () => chain().toggleBlockquote().run() },
    { label: words.code, sign: '</>', on: is('codeBlock'), press: () => chain().toggleCodeBlock().run() },
    { label: words.link, icon: 'link', on: is('link'), press: onLink },
    { label: words.undo, sign: '↶', press: () => chain().undo().run() },
    { label: words.redo, sign: '↷', press: () => chain().redo().run() },
  ];
}

function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const words = useWords(boardWords);
  const known: unknown = editor.getAttributes('link')['href'];
  const [address, setAddress] = useState(typeof known === 'string' ? known : 'https://');
  const set = (event: FormEvent) => {
    event.preventDefault();
    if (!isSafeAddress(address)) return;
    const chain = editor.chain().focus().extendMarkRange('link');
    const { empty } = editor.state.selection;
    if (empty && known === undefined)
      chain.insertContent({ type: 'text', text: address, marks: [mark(address)] }).run();
    else chain.setLink({ href: address }).run();
    onDone();
  };
  return (
    <form className="notes-tools__link" onSubmit={set}>
      <input
        className="input"
        type="url"
        aria-label={words.linkAddress}
        // biome-ignore lint/a11y/noAutofocus: whoever asked for a link types its address.
        autoFocus
        value={address}
        onChange={({ target }) => setAddress(target.value)}
      />
      <Button size="sm" kind="main" type="submit">
        {words.linkSet}
      </Button>
      {typeof known === 'string' && (
        <Button
          size="sm"
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run();
            onDone();
          }}
        >
          {words.linkRemove}
        </Button>
      )}
    </form>
  );
}

function mark(href: string) {
  return { type: 'link', attrs: { href } };
}
