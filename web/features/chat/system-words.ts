import type { ConversationEvent } from '#protocol/conversations.ts';
import { endWords, meetingChatWords, muteWords, settingsWords } from './groups/event-words.ts';
import type { ChatWords } from './words.ts';

/** Most names that one line says. */
const NAMES_SHOWN = 3;

export interface Naming {
  me: string | undefined;
  /** Undefined while not known. */
  nameOf: (user: string) => string | undefined;
  words: ChatWords;
  /** For lists of names. */
  locale: string;
}

/**
 * What happened to a conversation, as a sentence. Undefined for messages. `came`: everybody who came in by themselves, where
 * several did one after another.
 */
export function systemWords(event: ConversationEvent, naming: Naming, came?: readonly string[]): string | undefined {
  const { words } = naming;
  if (came !== undefined) return words.cameIn(people(came, words.you, naming));
  const who = subject(event.by, naming);
  switch (event.type) {
    case 'created':
      if (event.meeting !== undefined) return meetingChatWords(naming.locale);
      return event.kind === 'channel' ? words.createdChannel(who) : words.created(who);
    case 'members-added':
      if (event.members.length === 1 && event.members[0] === event.by) return words.cameIn(who);
      return words.added(who, objects(event.members, naming));
    case 'member-removed':
      return event.by === event.member ? words.left(who) : words.removed(who, objects([event.member], naming));
    case 'renamed':
      return words.renamed(who, event.title);
    case 'role-changed': {
      const told = { owner: words.madeOwner, admin: words.madeAdmin, member: words.madeMember }[event.role];
      return told(who, objects([event.member], naming));
    }
    case 'settings-changed':
      return settingsWords(event, { who, locale: naming.locale });
    case 'member-muted':
      return muteWords(event, objects([event.member], naming), { who, locale: naming.locale });
    case 'dissolved':
      return endWords(event, { who, locale: naming.locale });
    case 'message':
      return undefined;
  }
}

function subject(user: string, { me, nameOf, words }: Naming): string {
  return user === me ? words.you : (nameOf(user) ?? words.somebody);
}

function objects(users: readonly string[], naming: Naming): string {
  return people(users, naming.words.youObject, naming);
}

/** A list of names, the reader first, as `you`. */
function people(users: readonly string[], you: string, { me, nameOf, words, locale }: Naming): string {
  const ordered = [...users].sort((a, b) => Number(b === me) - Number(a === me));
  const named = ordered.map((user) => (user === me ? you : (nameOf(user) ?? words.somebody)));
  const shown = named.slice(0, NAMES_SHOWN);
  const rest = named.length - shown.length;
  if (rest > 0) return words.andOthers(listOf(shown, locale, 'unit'), rest, named.length);
  return listOf(shown, locale, 'conjunction');
}

function listOf(names: string[], locale: string, type: 'conjunction' | 'unit'): string {
  if (type === 'unit') return names.join(locale.startsWith('zh') ? '、' : ', ');
  return new Intl.ListFormat(locale, { type }).format(names);
}

/** Everybody that a line about `event` names, or about all who came. */
export function namedIn(event: ConversationEvent, came?: readonly string[]): string[] {
  if (came !== undefined) return came.slice(0, NAMES_SHOWN + 1);
  switch (event.type) {
    case 'members-added':
      return [event.by, ...event.members.slice(0, NAMES_SHOWN + 1)];
    case 'member-removed':
    case 'role-changed':
    case 'member-muted':
      return [event.by, event.member];
    case 'message':
      return event.content?.type === 'nudge' ? [event.by, event.content.user] : [event.by];
    default:
      return [event.by];
  }
}
