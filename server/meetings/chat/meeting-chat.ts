import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { isHere, type Seat, seatOf } from '#kernel/meeting-room.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type {
  ChatKeyRequest,
  ChatLines,
  ChatReadRequest,
  ChatSayRequest,
  ChatVoteRequest,
} from '#protocol/meeting-chat.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { isDuplicate } from '#server/adapters/sql/sql-errors.ts';
import type { Conversations, ConversationTopics } from '#server/conversations/api.ts';
import type { Files } from '#server/files/api.ts';
import type { Host } from '../hosting.ts';
import type { MeetingNews } from '../news.ts';
import type { AllTables } from '../planning/store.ts';
import { findRoom, identityByTicket, type StoredRoom } from '../room-store.ts';
import type { MeetingService, Visitor } from '../service.ts';
import { cameAt } from './guest-files.ts';
import { guestId } from './guests.ts';
import {
  type ChatDb,
  findChat,
  insertChat,
  membersSeen,
  placeOf,
  putGuests,
  renameGuest,
  type StoredChat,
} from './store.ts';
import type { ChatTables } from './tables.ts';
import { chatLine } from './telling.ts';

export interface MeetingChatOptions {
  database: Database<AllTables & ChatTables>;
  conversations: Pick<Conversations, 'meetingChats' | 'sizeFor'>;
  files: Pick<Files, 'keyForGuest'>;
  service: MeetingService;
  news: MeetingNews;
  bus: Bus<ConversationTopics>;
  attempts: Attempts;
  clock: Clock;
  log: Log;
}

/** [MC22] What one guest says. */
const WORDS: AttemptRule = {
  name: 'meeting chat: guest',
  free: 20,
  windowMs: 60_000,
  firstWaitMs: 2000,
  maxWaitMs: 20_000,
};
/** What all guests of one meeting say. */
const ALL_WORDS: AttemptRule = { ...WORDS, name: 'meeting chat: guests', free: 300, maxWaitMs: 5000 };

/** [MC23] */
const VOTES: AttemptRule = { ...WORDS, name: 'meeting chat: votes', free: 30 };

/** What is said in meetings, kept as conversations. Rules: docs/spec/meeting-chat.md. */
export class MeetingChat {
  readonly #options: MeetingChatOptions;
  readonly #stop: () => void;

  constructor(options: MeetingChatOptions) {
    this.#options = options;
    this.#stop = options.bus.subscribe('conversation', ({ event }) => {
      options.news.wake(event.conversation);
      if (event.type === 'created' && event.meeting !== undefined) options.news.wake(chatOf(event.meeting));
    });
  }

  /**
   * [MC3] The meeting's conversation, made now if need be, with the asker in it.
   *
   * @throws Failure as `MeetingService.found()`, 'meeting.ended', 'meeting.removed', 'access.denied'
   */
  async open(number: string, host: Host): Promise<ConversationId> {
    const { conversations, service } = this.#options;
    const { user } = host.caller;
    const meeting = await service.found(number, host);
    const { stored, chat } = await this.#known(number);
    const seat = seatOf(stored.room, user);
    if (chat !== undefined && (await conversations.sizeFor(user, chat.conversation)) !== undefined) {
      return chat.conversation;
    }
    if (seat?.state === 'removed') throw new Failure('meeting.removed');
    if (meeting.ended_at !== null) throw new Failure('meeting.ended');
    if (user !== stored.room.organiser && !(seat && isHere(seat))) throw new Failure('access.denied');
    if (chat === undefined) return this.#begin(stored);
    await this.#comeIn(number, chat.conversation, [user]);
    return chat.conversation;
  }

  /**
   * [MC20] A guest speaks.
   *
   * @throws Failure as `MeetingService.running()`, 'access.denied', 'meeting.chat-off', 'rate.limited', 'request.invalid'
   */
  async say(number: string, visitor: Visitor, { ticket, clientId, text }: ChatSayRequest): Promise<void> {
    const { conversations, service } = this.#options;
    await service.running(number, visitor);
    const { stored, seat, chat } = await this.#guest(number, visitor, ticket);
    if (text.trim() === '') throw new Failure('request.invalid');
    await this.#count(WORDS, seat.identity);
    await this.#count(ALL_WORDS, number);
    const id = guestId(seat.identity);
    const conversation = chat?.conversation ?? (await this.#begin(stored));
    await conversations.meetingChats.sayAsGuest(conversation, id, { clientId, text: text.trim() });
  }

  /**
   * [MC23] A guest votes. @throws Failure as `MeetingService.running()`, 'access.denied', 'message.unknown', 'poll.closed',
   * 'request.invalid', 'rate.limited'
   */
  async vote(number: string, visitor: Visitor, { ticket, clientId, seq, options }: ChatVoteRequest): Promise<void> {
    const { conversations, service } = this.#options;
    await service.running(number, visitor);
    const { seat, chat } = await this.#guest(number, visitor, ticket);
    await this.#count(VOTES, seat.identity);
    if (chat === undefined) throw new Failure('message.unknown');
    const id = guestId(seat.identity);
    const from = await cameAt(this.#db, id, seat.since);
    await conversations.meetingChats.voteAsGuest(chat.conversation, id, { clientId, seq, options, from });
  }

  /**
   * [MC24] A guest wants files. @throws Failure as `MeetingService.running()`, 'access.denied', 'meeting.files-off',
   * 'message.unknown'
   */
  async keyOf(number: string, visitor: Visitor, { ticket, seq }: ChatKeyRequest): Promise<string> {
    const { conversations, files, service } = this.#options;
    await service.running(number, visitor);
    const { seat, chat, stored } = await this.#guest(number, visitor, ticket);
    if (!stored.room.may.files) throw new Failure('meeting.files-off');
    const user = guestId(seat.identity);
    const from = await cameAt(this.#db, user, seat.since);
    const { conversation } = chat ?? {};
    const said = conversation !== undefined && (await conversations.meetingChats.isSaidSince(conversation, seq, from));
    if (!said) throw new Failure('message.unknown');
    return files.keyForGuest({ user, seat: seat.identity, conversation, seq });
  }

  /**
   * [MC21] What a guest has not seen of what is said while they are there, as soon as there is something, or after 20
   * seconds. @throws Failure as `MeetingService.running()`, 'access.denied'
   */
  async read(number: string, visitor: Visitor, { ticket, after }: ChatReadRequest): Promise<ChatLines> {
    const { service, news } = this.#options;
    await service.running(number, visitor);
    const { chat } = await this.#guest(number, visitor, ticket);
    if (chat === undefined) {
      return news.until(chatOf(number), async (last) => {
        const begun = (await this.#guest(number, visitor, ticket)).chat !== undefined;
        return last || begun || after === undefined ? { asOf: 0, lines: [] } : undefined;
      });
    }
    return news.until(chat.conversation, async (last) => {
      const { seat } = await this.#guest(number, visitor, ticket);
      const told = await this.#told(chat.conversation, seat, after ?? 0);
      return last || after === undefined || told.asOf > after ? told : undefined;
    });
  }

  /** [MC4] After a meeting has changed: who came is in its chat, who was removed is out of it. */
  async follow(before: StoredRoom, after: StoredRoom, now: number): Promise<void> {
    if (before.room === after.room) return;
    try {
      await this.#noteGuests(before, after, now);
      await this.#moveMembers(before, after);
    } catch (error) {
      // Who opens the chat comes in all the same, and who was removed does not speak.
      this.#options.log.warn({ room: after.meeting.room, err: error }, 'the chat of a meeting could not follow it');
    }
  }

  close(): void {
    this.#stop();
  }

  async #noteGuests(before: StoredRoom, after: StoredRoom, now: number): Promise<void> {
    const { number } = after.meeting;
    const guests = cameBetween(before, after).filter(({ guest }) => guest);
    const rows = guests.map(({ identity, name }) => ({ id: guestId(identity), meeting: number, name, since: now }));
    const renamed = after.room.people.filter(
      ({ guest, identity, name }) => guest && name !== (seatOf(before.room, identity)?.name ?? name),
    );
    if (rows.length + renamed.length === 0) return;
    await this.#options.database.write(async (db) => {
      await putGuests(db, rows);
      for (const { identity, name } of renamed) await renameGuest(db, guestId(identity), name);
    });
  }

  async #moveMembers(before: StoredRoom, after: StoredRoom): Promise<void> {
    const { meetingChats } = this.#options.conversations;
    const came = cameBetween(before, after).filter(({ guest }) => !guest);
    const removed = after.room.people.filter(
      ({ guest, state, identity }) => !guest && state === 'removed' && seatOf(before.room, identity)?.state !== state,
    );
    if (came.length + removed.length === 0) return;
    const chat = await findChat(this.#db, after.meeting);
    if (chat === undefined) return;
    const { conversation } = chat;
    if (came.length > 0) await this.#comeIn(after.meeting.number, conversation, identitiesOf(came));
    if (removed.length > 0) await meetingChats.goOut(conversation, identitiesOf(removed), after.room.organiser);
  }

  async #comeIn(number: string, conversation: ConversationId, users: readonly UserId[]): Promise<void> {
    await this.#options.conversations.meetingChats.comeIn(conversation, users);
    await this.#putOut(number, conversation, users);
  }

  /** Those who were removed before they were in it, perhaps by another process, which found nobody to put out. */
  async #putOut(number: string, conversation: ConversationId, users: readonly UserId[]): Promise<void> {
    const stored = await findRoom(this.#options.database.read, number);
    const removed = users.filter((user) => stored && seatOf(stored.room, user)?.state === 'removed');
    if (stored === undefined || removed.length === 0) return;
    await this.#options.conversations.meetingChats.goOut(conversation, removed, stored.room.organiser);
  }

  get #db(): ChatDb {
    return this.#options.database.read;
  }

  async #known(number: string): Promise<{ stored: StoredRoom; chat: StoredChat | undefined }> {
    const stored = await findRoom(this.#options.database.read, number);
    if (stored === undefined) throw new Failure('meeting.unknown');
    return { stored, chat: await findChat(this.#db, stored.meeting) };
  }

  /** A guest who is in. @throws Failure 'access.denied' */
  async #guest(number: string, { caller }: Visitor, ticket: string) {
    const known = await this.#known(number);
    const hashed = createHash('sha256').update(ticket).digest('hex');
    const identity = caller ? undefined : await identityByTicket(this.#options.database.read, number, hashed);
    const seat = identity === undefined ? undefined : seatOf(known.stored.room, identity);
    if (seat === undefined || !seat.guest || !isHere(seat)) throw new Failure('access.denied');
    return { ...known, seat };
  }

  async #told(conversation: ConversationId, { identity, since }: Seat, after: number): Promise<ChatLines> {
    const me = guestId(identity);
    const from = await cameAt(this.#db, me, since);
    const { meetingChats } = this.#options.conversations;
    const told = await meetingChats.since(conversation, me, after, from, LIMITS.guestLines);
    const people = new Map(told.people.map((person) => [person.id, person]));
    return { asOf: told.asOf, lines: told.lines.map((line) => chatLine(line, people, me)) };
  }

  /** Whoever begins it first: there is one. */
  async #begin({ room, meeting }: StoredRoom): Promise<ConversationId> {
    const place = await placeOf(this.#db, meeting);
    const present = room.people.filter((seat) => !seat.guest && isHere(seat)).map(({ identity }) => identity);
    const seen = place === meeting.number ? await membersSeen(this.#db, meeting.number, LIMITS.groupMembers) : [];
    const out = new Set(room.people.filter(({ state }) => state === 'removed').map(({ identity }) => identity));
    const members = [...present, ...seen].filter((identity) => !out.has(identity));
    const { number, title } = meeting;
    // Untitled ones are called by their number.
    const named = title === '' ? number.replace(/(\d{3})(?=\d)/g, '$1 ') : title;
    const chat = { number, title: named, owner: room.organiser, members };
    try {
      const begun = await this.#options.conversations.meetingChats.begin(chat, async (db, conversation) => {
        const row = { place, meeting: number, conversation };
        if (!(await insertChat(db as unknown as Transaction<AllTables & ChatTables>, row))) throw new AlreadyBegun();
      });
      await this.#putOut(number, begun, members);
      return begun;
    } catch (error) {
      if (!(error instanceof AlreadyBegun) && !isDuplicate(error)) throw error;
      const { chat: begun } = await this.#known(number);
      if (begun === undefined) throw error;
      return begun.conversation;
    }
  }

  /** @throws Failure 'rate.limited' */
  async #count(rule: AttemptRule, key: string): Promise<void> {
    const { attempts } = this.#options;
    const retryAfterMs = await attempts.waitMs(rule, key);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(rule, key);
  }
}

class AlreadyBegun extends Error {}

/** What those wait for who wait for the first word in a meeting. */
function chatOf(number: string): string {
  return `chat ${number}`;
}

/** Who may be in after a change, and might not before. */
function cameBetween(before: StoredRoom, after: StoredRoom): Seat[] {
  const here = new Set(identitiesOf(before.room.people.filter(isHere)));
  return after.room.people.filter((seat) => isHere(seat) && !here.has(seat.identity));
}

function identitiesOf(seats: readonly Seat[]): string[] {
  return seats.map(({ identity }) => identity);
}
