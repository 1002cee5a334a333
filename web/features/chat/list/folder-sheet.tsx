import { type FormEvent, useState } from 'react';
import { nameAnswers } from '#kernel/search/names.ts';
import { fieldFaultText } from '#protocol/failures.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { FolderEntry, FolderRule } from '#protocol/personal.ts';
import { useClient, useConversations } from '#web/app/client.tsx';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { titleOf } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field, SearchField } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { keepFolder } from './acts.ts';
import { type ListWords, listWords } from './words.ts';

interface FolderSheetProps {
  /** Undefined: a new one. */
  folder: FolderEntry | undefined;
  /** What goes into a new one at once. */
  conversation: string | undefined;
  onClose: () => void;
}

const RULES = [
  ['unread', 'ruleUnread'],
  ['groups', 'ruleGroups'],
  ['direct', 'ruleDirect'],
  ['channels', 'ruleChannels'],
] as const satisfies [FolderRule, keyof ListWords][];

/** A folder: its name, what it takes in by itself, and what was put in. */
export function FolderSheet({ folder, conversation, onClose }: FolderSheetProps) {
  const client = useClient();
  const words = useWords(listWords);
  const language = useLanguage();
  const [name, setName] = useState(folder?.name ?? '');
  const [rules, setRules] = useState<readonly FolderRule[]>(folder?.rules ?? []);
  const [chosen, setChosen] = useState<readonly string[]>(
    folder?.conversations ?? (conversation ? [conversation] : []),
  );
  const [asked, setAsked] = useState(false);
  const fault = name.trim() === '' ? ({ code: 'required' } as const) : checkLine(name, LIMITS.folderNameChars);
  function save(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (fault) return;
    const content = { name: name.trim(), rules: [...rules], conversations: [...chosen] };
    keepFolder(client, folder === undefined ? content : { ...folder, ...content });
    onClose();
  }
  return (
    <Sheet
      open
      onClose={onClose}
      title={folder === undefined ? words.newFolder : words.editFolder}
      className="sheet--tall"
    >
      <form className="sheet__body sheet__body--form folder-form" onSubmit={save} id="folder-form">
        <Field
          label={words.folderName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={asked && fault ? fieldFaultText(fault, language) : undefined}
        />
        <fieldset className="folder-form__rules">
          <legend className="folder-form__legend">{words.folderTakes}</legend>
          {RULES.map(([rule, word]) => (
            <label key={rule} className="check">
              <input type="checkbox" checked={rules.includes(rule)} onChange={() => setRules(toggled(rules, rule))} />
              {words[word]}
            </label>
          ))}
        </fieldset>
        <Chosen chosen={chosen} onChange={setChosen} />
      </form>
      <footer className="sheet__foot">
        <span className="sheet__count" />
        <Button kind="main" type="submit" form="folder-form">
          {folder === undefined ? words.create : words.save}
        </Button>
      </footer>
    </Sheet>
  );
}

function toggled<Item>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? items.filter((one) => one !== item) : [...items, item];
}

/** Of very long lists the first are shown; searching finds the others. */
const SHOWN = 60;

function Chosen({ chosen, onChange }: { chosen: readonly string[]; onChange: (ids: readonly string[]) => void }) {
  const client = useClient();
  const words = useWords(listWords);
  const conversations = useConversations();
  const [query, setQuery] = useState('');
  // Those that were in when the sheet opened stand first, and stay there.
  const [first] = useState(new Set(chosen));
  const found = conversations.filter(({ summary }) => nameAnswers(titleOf(client, summary), query));
  const shown = [...found.filter(({ id }) => first.has(id)), ...found.filter(({ id }) => !first.has(id))].slice(
    0,
    SHOWN,
  );
  const full = chosen.length >= LIMITS.folderConversations;
  return (
    <fieldset className="folder-form__chats">
      <legend className="folder-form__legend">{words.folderChats}</legend>
      <SearchField label={words.findChat} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      <div className="picker__list">
        {shown.map(({ id, summary }) => (
          <label key={id} className="row row--tight picker__row">
            <input
              type="checkbox"
              className="picker__box"
              checked={chosen.includes(id)}
              disabled={full && !chosen.includes(id)}
              onChange={() => onChange(toggled(chosen, id))}
            />
            {summary.peer === undefined ? (
              <GroupAvatar summary={summary} size={32} />
            ) : (
              <Face id={summary.peer} name={titleOf(client, summary)} size={32} />
            )}
            <span className="clip">{titleOf(client, summary)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
