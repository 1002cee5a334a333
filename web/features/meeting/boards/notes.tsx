import type { Editor } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import type { BoardBodyProps, BoardExport } from './board-body.ts';
import { markdownOf, type NoteNode } from './markdown.ts';
import { NotesCursors } from './notes-cursors.ts';
import { openNotes } from './notes-editor.ts';
import { NotesTools } from './notes-tools.tsx';
import { boardWords } from './words.ts';

/** Text that everybody in the meeting writes. */
export function Notes({ doc, edit, people, onSay, onExports }: BoardBodyProps) {
  const words = useWords(boardWords);
  const place = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<{ editor: Editor; cursors: NotesCursors }>();
  const say = useRef(onSay);
  say.current = onSay;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const cursors = new NotesCursors(doc, (state) => say.current?.(state));
    const editor = openNotes({ element, doc, cursors, label: words.notes });
    setOpen({ editor, cursors });
    return () => {
      setOpen(undefined);
      editor.destroy();
    };
  }, [doc, words]);
  useEffect(() => {
    open?.editor.setEditable(edit, false);
  }, [open, edit]);
  useEffect(() => {
    open?.cursors.show(people ?? [], (one) => (one.guest ? words.guestNamed(one.name) : one.name));
  }, [open, people, words]);
  useEffect(() => {
    if (open === undefined) return undefined;
    onExports(exportsOf(open.editor, words));
    return () => onExports([]);
  }, [open, words, onExports]);
  return (
    <div className="notes">
      {open && edit && <NotesTools editor={open.editor} />}
      <div className="notes__place" ref={place} data-start={words.start} />
    </div>
  );
}

function exportsOf(editor: Editor, words: typeof boardWords.en): BoardExport[] {
  const empty = () => editor.isEmpty;
  const make = async () =>
    new Blob([markdownOf(editor.getJSON() as NoteNode)], { type: 'text/markdown;charset=utf-8' });
  return [
    { label: words.saveMarkdown, icon: 'file', end: 'md', empty, make },
    { label: words.copyText, icon: 'copy', empty, make },
  ];
}
