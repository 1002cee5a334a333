import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { mentionsMe } from '#kernel/mention-fold.ts';
import type { PushLevel, PushSettings } from '#protocol/commands/push.ts';
import type { ConversationId, Person, Seq, UserId } from '#protocol/common.ts';
import type { Line, MessageLine, Summary } from '#protocol/conversations.ts';
import type { Conversations } from '../conversations/api.ts';
import type { Caller } from '../identity/api.ts';
import { entriesOf, findEntry } from '../personal/api.ts';
import { conversationPush } from './store.ts';
import type { PushTables } from './tables.ts';

/** What there is to tell somebody of a conversation, or of a thread in it. */
export interface News {
  topic: string;
  conversation: ConversationId;
  /** The root of the thread. */
  thread?: Seq;
  title: string | undefined;
  direct: boolean;
  /** The newest of what is unread and announced, and who wrote it as the person knows them. */
  line: MessageLine;
  author: string | undefined;
  mentioned: boolean;
  /** So many are unread and announced; on a page of them at most. */
  count: number;
}

/** More are counted as this many. */
export const MOST_COUNTED = 20;

export interface TellingOptions {
  db: Kysely<PushTables>;
  conversations: Pick<Conversations, 'commands'>;
  clock: Clock;
}

/** Finds out what somebody would be told: all of it read with their own rights, as they would see it at this moment. */
export class Telling {
  readonly #options: TellingOptions;

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  /** [PN12] [PN13] Nothing: all is read, or not announced, or not theirs to see. */
  async of(user: UserId, conversation: ConversationId, settings: PushSettings): Promise<News[]> {
    const level = await this.#level(user, conversation, settings);
    if (level === 'none') return [];
    try {
      const caller = callerFor(user);
      const { summary, people } = await this.#options.conversations.commands['conversation.get'](caller, {
        conversation,
      });
      const own = await this.#ofConversation(user, summary, people, level);
      const threads = await this.#ofThreads(user, summary, level);
      return own === undefined ? threads : [own, ...threads];
    } catch (error) {
      if (error instanceof Failure && error.code === 'conversation.unknown') return [];
      throw error;
    }
  }

  async #level(user: UserId, conversation: ConversationId, settings: PushSettings): Promise<PushLevel> {
    const { db, clock } = this.#options;
    const { level, until = 0 } = await conversationPush(db, user, conversation);
    if (until > clock.now()) return 'none';
    const kept = await findEntry(db, user, `chat:${conversation}`);
    const wanted = level ?? settings.messages;
    return kept?.type === 'chat' && kept.muted && wanted === 'all' ? 'mentions' : wanted;
  }

  async #ofConversation(user: UserId, summary: Summary, named: readonly Person[], level: PushLevel) {
    if (summary.lastSeq <= summary.read.seq) return undefined;
    const params = { conversation: summary.id, limit: MOST_COUNTED };
    const page = await this.#options.conversations.commands['conversation.history'](callerFor(user), params);
    const people = [...page.people, ...named];
    const unread = await this.#announced(user, page.lines, summary.read.seq, level);
    return this.#news(user, summary, people, unread, summary.id);
  }

  /** Replies that are in threads alone: for who follows those. */
  async #ofThreads(user: UserId, summary: Summary, level: PushLevel): Promise<News[]> {
    const followed = await entriesOf(this.#options.db, user, 'thread');
    const news: News[] = [];
    for (const { conversation, root, last, read } of followed) {
      if (conversation !== summary.id || last.seq <= read.seq) continue;
      const params = { conversation, root, limit: MOST_COUNTED };
      const page = await this.#options.conversations.commands['thread.history'](callerFor(user), params);
      const alone = page.lines.filter((line) => line.type === 'message' && !line.alsoSent);
      const unread = await this.#announced(user, alone, read.seq, level);
      const one = await this.#news(user, summary, page.people, unread, `${conversation}:${root}`);
      if (one !== undefined) news.push({ ...one, thread: root });
    }
    return news;
  }

  async #announced(user: UserId, lines: readonly Line[], after: Seq, level: PushLevel): Promise<MessageLine[]> {
    const found: MessageLine[] = [];
    for (const line of lines) {
      if (line.type !== 'message' || line.seq <= after || !isTold(line, user)) continue;
      if (level === 'mentions' && !mentionsMe(line.mentions, user, line.here)) continue;
      const contact = await findEntry(this.#options.db, user, `contact:${line.by}`);
      if (contact?.type === 'contact' && contact.blocked) continue;
      found.push(line);
    }
    return found;
  }

  async #news(
    user: UserId,
    { id, kind, title }: Summary,
    people: readonly Person[],
    unread: readonly MessageLine[],
    topic: string,
  ): Promise<News | undefined> {
    const line = unread.at(-1);
    if (line === undefined) return undefined;
    const contact = await findEntry(this.#options.db, user, `contact:${line.by}`);
    const remark = contact?.type === 'contact' ? contact.remark : undefined;
    const author = remark ?? people.find((one) => one.id === line.by)?.nickname;
    return {
      ...{ topic, conversation: id, title: title === '' ? undefined : title, direct: kind === 'direct', line, author },
      mentioned: mentionsMe(line.mentions, user, line.here),
      count: unread.length,
    };
  }
}

/** [PN11] Others' messages that say something; of calls, those that the person missed. */
function isTold({ by, recalled, content, text }: MessageLine, user: UserId): boolean {
  if (by === user || recalled !== undefined) return false;
  if (content?.type === 'call') return content.outcome === 'no-answer' || content.outcome === 'cancelled';
  return content !== undefined || text !== '';
}

/** The person, without a device: for what they see. */
function callerFor(user: UserId): Caller {
  return { user, device: '', role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
}
