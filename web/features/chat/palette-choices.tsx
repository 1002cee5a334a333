import type { ReactNode } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationItem } from '#client/view.ts';
import { nameAnswers } from '#kernel/search/names.ts';
import type { Person } from '#protocol/common.ts';
import { useClient, useConversations, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { messagePath } from '#web/app/message-place.ts';
import { titleOf } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { channelWords } from './channels/words.ts';
import { closeDialog, openDialog } from './dialogs.ts';
import { plainLine } from './messages/markdown.ts';
import { type FoundMessage, useFoundMessages } from './palette-messages.ts';
import { threadWords } from './threads/words.ts';
import { type ChatWords, chatWords } from './words.ts';

/** Most conversations and people that are shown at once. */
const SHOWN = 8;

/** One line of the palette. */
export interface Choice {
  key: string;
  /** A heading above, where a new kind begins. */
  label?: string;
  picture: ReactNode;
  text: string;
  hint: string;
  choose: () => void;
}

interface Places {
  channels: (typeof channelWords)['en'];
  threads: (typeof threadWords)['en'];
}

/** What answers the words: conversations and people first, then commands. */
export function useChoices(query: string): Choice[] {
  const client = useClient();
  const words = useWords(chatWords);
  const more = { channels: useWords(channelWords), threads: useWords(threadWords) };
  const language = useLanguage();
  const conversations = useConversations();
  const me = useMe()?.id;
  const search = usePeopleSearch(query);
  const chats = matchingChats(client, conversations, query);
  const peers = new Set(conversations.map((item) => item.summary.peer));
  const fresh = search.answered === query;
  const people = search.people.filter(
    (person) => person.id !== me && !peers.has(person.id) && (fresh || nameAnswers(person.nickname, query)),
  );

  async function write(person: Person) {
    closeDialog();
    try {
      navigate(`/c/${await client.direct(person.id)}`);
    } catch (error) {
      showToast(failureWords(error, language));
    }
  }

  const messages = useFoundMessages(query);
  const found = [
    ...chats.slice(0, SHOWN).map((item) => chatChoice(client, item, words)),
    ...people.slice(0, SHOWN).map((person) => personChoice(person, words, () => void write(person))),
  ];
  const said = messages.map((hit) => messageChoice(client, hit));
  const all = query === '' ? [] : [searchChoice(words, query)];
  return [
    ...headed(found, words.peopleAndChats),
    ...headed([...said, ...all], words.foundMessages),
    ...headed(commands(words, more, query), words.doThings),
  ];
}

function matchingChats(client: Client, conversations: readonly ConversationItem[], query: string): ConversationItem[] {
  return conversations.filter((item) => nameAnswers(titleOf(client, item.summary), query));
}

function headed(choices: Choice[], label: string): Choice[] {
  return choices.map((choice, index) => (index === 0 ? { ...choice, label } : choice));
}

function chatChoice(client: Client, { id, summary }: ConversationItem, words: ChatWords): Choice {
  const text = titleOf(client, summary);
  const room = summary.kind !== 'direct';
  return {
    key: id,
    picture: room ? (
      <GroupAvatar summary={summary} size={32} />
    ) : (
      <Face id={summary.peer ?? id} name={text} size={32} />
    ),
    text,
    hint: room ? `${words.group} · ${words.members(summary.memberCount)}` : '',
    choose: () => go(`/c/${id}`),
  };
}

function personChoice(person: Person, words: ChatWords, choose: () => void): Choice {
  const picture = <Face id={person.id} name={person.nickname} size={32} />;
  return { key: person.id, picture, text: person.nickname, hint: words.person, choose };
}

function messageChoice(client: Client, hit: FoundMessage): Choice {
  const { summary } = client.conversation(hit.conversation);
  const { nickname = '' } = client.person(hit.by) ?? {};
  return {
    key: `${hit.conversation} ${hit.seq}`,
    picture: <Face id={hit.by} name={nickname} size={32} />,
    text: lineOf(hit),
    hint: summary === undefined ? nickname : titleOf(client, summary),
    choose: () => go(messagePath(hit.conversation, hit.seq, hit.thread)),
  };
}

/** What stands before the first place that was found, in UTF-16 code units: one line has to show it. */
const LEAD = 14;

function lineOf({ text, ranges }: FoundMessage): string {
  const from = Math.max(0, (ranges[0]?.[0] ?? 0) - LEAD);
  const cut = from > 0 && !text.slice(from).isWellFormed() ? from + 1 : from;
  return `${cut > 0 ? '…' : ''}${plainLine(text.slice(cut))}`;
}

/** Everything that the words find, in the search. */
function searchChoice(words: ChatWords, query: string): Choice {
  const picture = (
    <span className="palette__glyph">
      <Icon name="search" />
    </span>
  );
  const choose = () => go(`/search?q=${encodeURIComponent(query)}`);
  return { key: 'search', picture, text: words.searchAll(query), hint: '', choose };
}

function commands(words: ChatWords, more: Places, query: string): Choice[] {
  const { channels, threads } = more;
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
    command('hash', channels.browse, () => go('/channels')),
    command('plus', channels.newChannel, () => openDialog({ is: 'new-channel' })),
    command('thread', threads.threads, () => go('/threads')),
    command('video', words.meet, () => go('/meetings')),
    command('contacts', words.contacts, () => go('/contacts')),
    command('sun', words.appearance, () => go('/settings/appearance')),
  ];
  return all.filter((choice) => nameAnswers(choice.text, query));
}

function go(to: string): void {
  closeDialog();
  navigate(to);
}
