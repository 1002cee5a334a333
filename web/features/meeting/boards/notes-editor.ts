import { Editor } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { StarterKit } from '@tiptap/starter-kit';
import type * as Y from 'yjs';
import { NOTES_ROOT } from '#protocol/board-limits.ts';
import { cursorsExtension, type NotesCursors } from './notes-cursors.ts';

interface Options {
  element: HTMLElement;
  doc: Y.Doc;
  cursors: NotesCursors;
  label: string;
}

/** Where links of notes may lead. */
export function isSafeAddress(address: string): boolean {
  try {
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** The editor of notes over a document that others write too. */
export function openNotes({ element, doc, cursors, label }: Options): Editor {
  return new Editor({
    element,
    injectCSS: false,
    editable: false,
    extensions: [
      StarterKit.configure({
        undoRedo: false,
        heading: { levels: [1, 2, 3] },
        link: {
          openOnClick: true,
          defaultProtocol: 'https',
          isAllowedUri: (address) => isSafeAddress(address) || /^[\w-]+(\.[\w-]+)+(\/|$)/.test(address),
          HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
        },
      }),
      TaskList,
      TaskItem.configure({ nested: true }),
      Collaboration.configure({ fragment: doc.getXmlFragment(NOTES_ROOT) }),
      cursorsExtension(cursors),
    ],
    editorProps: {
      attributes: { class: 'notes__text', 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' },
    },
  });
}
