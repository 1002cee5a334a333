import { type KeyboardEvent, memo, type RefObject, useMemo, useRef, useState } from 'react';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { SearchField } from '#web/ui/field.tsx';
import { noteEmoji, setTone, useRecentEmoji, useTone } from './choices.ts';
import { type Emoji, findEmoji, GROUPS } from './emoji-model.ts';
import { keepPlace, onGridKey } from './grid-keys.ts';
import { TONES, withTone } from './tones.ts';
import { useEmoji } from './use-emoji.ts';
import { emojiWords } from './words.ts';

const MOST_FOUND = 80;

interface GridProps {
  onPick: (emoji: string) => void;
  search: RefObject<HTMLInputElement | null>;
}

/** All emoji by kind, those used last first, with a search. Arrows move among them. */
export function EmojiGrid({ onPick, search }: GridProps) {
  const words = useWords(emojiWords);
  const { all, failed } = useEmoji();
  const [query, setQuery] = useState('');
  const grid = useRef<HTMLDivElement>(null);
  function pick(emoji: string) {
    noteEmoji(emoji);
    onPick(emoji);
  }
  function onSearchKey(event: KeyboardEvent) {
    const first = grid.current?.querySelector<HTMLElement>('[data-cell]');
    if (event.key === 'ArrowDown') first?.focus();
    else if (event.key === 'Enter' && query.trim() !== '') first?.click();
    else return;
    event.preventDefault();
  }
  return (
    <>
      <div className="emoji-panel__head">
        <SearchField
          ref={search}
          label={words.search}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
        <Tones />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are for the buttons in it */}
      <div
        ref={grid}
        className="emoji-panel__all"
        onKeyDown={onGridKey}
        onFocus={(event) => keepPlace(event.currentTarget, event.target)}
      >
        {all === undefined && <p className="emoji-panel__note">{failed ? words.failed : words.loading}</p>}
        {all !== undefined &&
          (query.trim() === '' ? <Groups all={all} pick={pick} /> : <Found {...{ all, query, pick }} />)}
      </div>
      {all !== undefined && query.trim() === '' && <GroupBar grid={grid} />}
    </>
  );
}

function Tones() {
  const words = useWords(emojiWords);
  const tone = useTone();
  const names = [words.tone0, words.tone1, words.tone2, words.tone3, words.tone4, words.tone5];
  return (
    <select
      className="emoji-panel__tone"
      aria-label={words.tone}
      title={words.tone}
      value={tone}
      onChange={(event) => setTone(Number(event.currentTarget.value))}
    >
      {TONES.map((one) => (
        <option key={one} value={one} aria-label={names[one]}>
          {withTone('✋', one)}
        </option>
      ))}
    </select>
  );
}

interface SomeProps {
  all: readonly Emoji[];
  pick: (emoji: string) => void;
}

function Found({ all, query, pick }: SomeProps & { query: string }) {
  const words = useWords(emojiWords);
  const found = findEmoji(all, query, MOST_FOUND);
  if (found.length === 0) {
    return (
      <p className="emoji-panel__note" role="status">
        {words.nothing}
      </p>
    );
  }
  return <Group id="found" title={words.found} emoji={found} pick={pick} first />;
}

function Groups({ all, pick }: SomeProps) {
  const words = useWords(emojiWords);
  const recent = useRecent(all);
  const groups = useMemo(() => GROUPS.map(({ group }) => all.filter((one) => one.group === group)), [all]);
  return (
    <>
      {recent.length > 0 && <Group id="recent" title={words.recent} emoji={recent} pick={pick} exact first />}
      {GROUPS.map(({ group, name }, index) => (
        <Group
          key={group}
          id={name}
          title={words[name]}
          emoji={groups[index] ?? []}
          pick={pick}
          first={index === 0 && recent.length === 0}
        />
      ))}
    </>
  );
}

/** Those used last as they were used; taken once, so that nothing moves under the pointer. */
function useRecent(all: readonly Emoji[]): Emoji[] {
  const recent = useRecentEmoji();
  const [taken] = useState(recent);
  return useMemo(() => {
    const byBase = new Map(all.map((one) => [plain(one.emoji), one]));
    return taken.flatMap((emoji) => {
      const one = byBase.get(plain(emoji));
      return one === undefined ? [] : [{ ...one, emoji }];
    });
  }, [all, taken]);
}

function plain(emoji: string): string {
  return emoji.replace(/\p{EMod}|\uFE0F/gu, '');
}

interface GroupProps {
  id: string;
  title: string;
  emoji: readonly Emoji[];
  pick: (emoji: string) => void;
  /** As they are: without the skin tone of the moment. */
  exact?: boolean;
  /** Its first emoji is where Tab comes in. */
  first?: boolean;
}

const Group = memo(function Group({ id, title, emoji, pick, exact = false, first = false }: GroupProps) {
  const language = useLanguage();
  const tone = useTone();
  return (
    <section className="emoji-group" id={`emoji-${id}`} aria-label={title}>
      <h3 className="emoji-group__title">{title}</h3>
      <div className="emoji-group__all">
        {emoji.map((one, index) => {
          const drawn = one.toned && !exact ? withTone(one.emoji, tone) : one.emoji;
          const name = one.name[language];
          return (
            <button
              key={one.emoji}
              type="button"
              data-cell=""
              className="emoji-group__one"
              tabIndex={first && index === 0 ? 0 : -1}
              aria-label={name}
              title={name}
              onClick={() => pick(drawn)}
            >
              {drawn}
            </button>
          );
        })}
      </div>
    </section>
  );
});

function GroupBar({ grid }: { grid: RefObject<HTMLDivElement | null> }) {
  const words = useWords(emojiWords);
  return (
    <nav className="emoji-panel__bar" aria-label={words.groups}>
      {GROUPS.map(({ name, sign }) => (
        <button
          key={name}
          type="button"
          className="emoji-group__one"
          aria-label={words[name]}
          title={words[name]}
          onClick={() => grid.current?.querySelector(`#emoji-${name}`)?.scrollIntoView({ block: 'start' })}
        >
          {sign}
        </button>
      ))}
    </nav>
  );
}
