import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import '#web/ui/styles/palette.css';
import { closeDialog } from './dialogs.ts';
import { type Choice, useChoices } from './palette-choices.tsx';
import { chatWords } from './words.ts';

/** Jumps to anybody, any conversation and a few commands, by keyboard alone. */
export function Palette({ query: initial }: { query: string }) {
  const words = useWords(chatWords);
  const [query, setQuery] = useState(initial);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const choices = useChoices(query.trim());
  const current = Math.min(at, choices.length - 1);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      const next = (current + step + choices.length) % choices.length;
      setAt(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choices[current]?.choose();
    }
  }

  return (
    <Sheet open bare onClose={closeDialog} title={words.palette} className="palette" initialFocus={input}>
      <div className="palette__input">
        <Icon name="search" />
        <input
          ref={input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={choices.length > 0 ? `${listId}-${current}` : undefined}
          aria-label={words.palette}
          placeholder={words.paletteHint}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div className="palette__list" id={listId} role="listbox" aria-label={words.palette}>
        {choices.map((choice, index) => (
          <PaletteItem
            key={choice.key}
            id={`${listId}-${index}`}
            choice={choice}
            on={index === current}
            query={query.trim()}
            onPoint={() => setAt(index)}
          />
        ))}
      </div>
      {choices.length === 0 && (
        <p className="palette__none" role="status">
          {words.nothing(query.trim())}
        </p>
      )}
      <footer className="palette__foot" aria-hidden="true">
        <span>
          <kbd>↑</kbd>
          <kbd>↓</kbd>
          {words.move}
        </span>
        <span>
          <kbd>↵</kbd>
          {words.openIt}
        </span>
      </footer>
    </Sheet>
  );
}

interface ItemProps {
  id: string;
  choice: Choice;
  on: boolean;
  query: string;
  onPoint: () => void;
}

function PaletteItem({ id, choice, on, query, onPoint }: ItemProps) {
  return (
    <>
      {choice.label !== undefined && (
        <div className="list-label" role="presentation">
          {choice.label}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's, which keeps the focus */}
      <div
        id={id}
        role="option"
        aria-selected={on}
        tabIndex={-1}
        className={on ? 'palette__item is-on' : 'palette__item'}
        onPointerMove={onPoint}
        onClick={choice.choose}
      >
        {choice.picture}
        <span className="palette__text">
          <span className="clip">
            <Marked text={choice.text} query={query} />
          </span>
        </span>
        <span className="palette__hint">{choice.hint}</span>
      </div>
    </>
  );
}
