import { Extension } from '@tiptap/core';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { BoardCursor } from '#protocol/boards.ts';
import { cursorColor } from './color.ts';

interface State {
  cursor?: unknown;
  user?: { name: string; color: string };
}

/** Where everybody is in the notes, in the shape that the editor's binding asks for. Names are those that the server knows. */
export class NotesCursors {
  readonly doc: { clientID: number };
  readonly #say: ((state: string) => void) | undefined;
  readonly #listeners = new Set<() => void>();
  #states = new Map<number, State>();
  #own: State = {};

  constructor(doc: { clientID: number }, say: ((state: string) => void) | undefined) {
    this.doc = doc;
    this.#say = say;
  }

  show(people: readonly BoardCursor[], nameOf: (cursor: BoardCursor) => string): void {
    this.#states = new Map(
      people.map((one) => {
        const user = { name: nameOf(one), color: cursorColor(one.identity) };
        // The binding takes a page that has this document's own number for this page.
        return [one.page === this.doc.clientID ? -1 : one.page, { cursor: cursorOf(one.state), user }];
      }),
    );
    for (const listener of this.#listeners) listener();
  }

  getStates(): Map<number, State> {
    return this.#states;
  }

  getLocalState(): State {
    return this.#own;
  }

  setLocalStateField(field: string, value: unknown): void {
    if (field !== 'cursor') return;
    this.#own = { cursor: value };
    this.#say?.(JSON.stringify({ cursor: value }));
  }

  on(_event: 'change', listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_event: 'change', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}

function cursorOf(state: string): unknown {
  try {
    const { cursor } = JSON.parse(state) as { cursor?: { anchor?: unknown; head?: unknown } };
    const places = [cursor?.anchor, cursor?.head];
    return places.every((place) => typeof place === 'object' && place !== null) ? cursor : undefined;
  } catch {
    return undefined;
  }
}

/** Cursors with names. Colours are set by the object model: the policy of the page allows no style attributes. */
export function cursorsExtension(cursors: NotesCursors) {
  return Extension.create({
    name: 'boardCursors',
    addProseMirrorPlugins: () => [
      yCursorPlugin(cursors as unknown as Parameters<typeof yCursorPlugin>[0], { cursorBuilder, selectionBuilder }),
    ],
  });
}

function cursorBuilder({ name, color }: { name: string; color: string }): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'notes-caret';
  caret.style.setProperty('--caret', color);
  const label = document.createElement('span');
  label.className = 'notes-caret__name';
  label.textContent = name;
  caret.append('\u2060', label, '\u2060');
  return caret;
}

function selectionBuilder({ color }: { color: string }) {
  return { style: `background-color: ${color}40`, class: 'notes-selection' };
}
