import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationItem } from '#client/view.ts';
import type { Person } from '#protocol/common.ts';
import { useClient, useConversations, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { titleOf } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import '#web/ui/styles/palette.css';
import { showToast } from '#web/ui/toast.tsx';
import { closeDialog, openDialog } from './dialogs.ts';
import { type ChatWords, chatWords } from './words.ts';

/** Most conversations and people that are shown at once. */
const SHOWN = 8;

interface Choice {
  key: string;
  /** A heading above, where a new kind begins. */
  label?: string;
  picture: ReactNode;
  text: string;
  hint: string;
  choose: () => void;
}

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

function useChoices(query: string): Choice[] {
  const client = useClient();
  const words = useWords(chatWords);
  const language = useLanguage();
  const conversations = useConversations();
  const me = useMe()?.id;
  const search = usePeopleSearch(query);
  const chats = matchingChats(client, conversations, query);
  const peers = new Set(conversations.map((item) => item.summary.peer));
  const fresh = search.answered === query;
  const people = search.people.filter(
    (person) => person.id !== me && !peers.has(person.id) && (fresh || has(person.nickname, query)),
  );

  async function write(person: Person) {
    closeDialog();
    try {
      navigate(`/c/${await client.direct(person.id)}`);
    } catch (error) {
      showToast(failureWords(error, language));
    }
  }

  const found = [
    ...chats.slice(0, SHOWN).map((item) => chatChoice(client, item, words)),
    ...people.slice(0, SHOWN).map((person) => personChoice(person, words, () => void write(person))),
  ];
  return [...headed(found, words.peopleAndChats), ...headed(commands(words, query), words.doThings)];
}

function matchingChats(client: Client, conversations: readonly ConversationItem[], query: string): ConversationItem[] {
  return conversations.filter((item) => has(titleOf(client, item.summary), query));
}

function has(text: string, query: string): boolean {
  return text.toLowerCase().includes(query.toLowerCase());
}

function headed(choices: Choice[], label: string): Choice[] {
  return choices.map((choice, index) => (index === 0 ? { ...choice, label } : choice));
}

function chatChoice(client: Client, { id, summary }: ConversationItem, words: ChatWords): Choice {
  const text = titleOf(client, summary);
  const room = summary.kind === 'group';
  return {
    key: id,
    picture: <Avatar id={summary.peer ?? id} name={text} size={32} room={room} />,
    text,
    hint: room ? `${words.group} · ${words.members(summary.memberCount)}` : '',
    choose: () => go(`/c/${id}`),
  };
}

function personChoice(person: Person, words: ChatWords, choose: () => void): Choice {
  const picture = <Avatar id={person.id} name={person.nickname} size={32} />;
  return { key: person.id, picture, text: person.nickname, hint: words.person, choose };
}

function commands(words: ChatWords, query: string): Choice[] {
  const command = (icon: IconName, text: string, choose: () => void): Choice => {
    const picture = (
      <span className="palette__glyph">
        <Icon name={icon} />
      </span>
    );
    return { key: icon, picture, text, hint: '', choose };
  };
  const all = [
    command('chat', words.newChat, () => openDialog({ is: 'new-chat' })),
    command('people', words.newGroup, () => openDialog({ is: 'new-group', people: [] })),
    command('video', words.meet, () => go('/meetings')),
    command('contacts', words.contacts, () => go('/contacts')),
    command('sun', words.appearance, () => go('/settings/appearance')),
  ];
  return all.filter((choice) => has(choice.text, query));
}

function go(to: string): void {
  closeDialog();
  navigate(to);
}
