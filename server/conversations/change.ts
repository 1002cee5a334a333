import type { Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { invariant } from '#kernel/invariant.ts';
import { counts, isChange, isLine } from '#kernel/line-fold.ts';
import type { ConversationId, Role, UserId } from '#protocol/common.ts';
import type { ConversationEvent, ReadMark } from '#protocol/conversations.ts';
import type { EntryBody, EntryOf, UserEntry } from '#protocol/personal.ts';
import type { Written } from '#protocol/realtime.ts';
import { addEntry } from '../personal/api.ts';
import type { ConversationTopics } from './api.ts';
import { quieted } from './channels/quiet.ts';
import { blindTo, changeSettings, limit } from './group-store.ts';
import { endNotice, removeRequests } from './groups/join-store.ts';
import { keepMute, muteAgain } from './groups/mutes.ts';
import { tellRequests } from './groups/requests.ts';
import { endKeeping } from './keeping-store.ts';
import { endMarks } from './marks/marking.ts';
import { type EventBody, eventToRow, settingsOf } from './rows.ts';
import { heldBack, type SpeechGate } from './speech-gate.ts';
import { insertClientId, insertEvent, insertLine, updateConversation, updateRead } from './statements.ts';
import { eventsBetween } from './store.ts';
import type { ConversationRow, ConversationTables } from './tables.ts';
import { leaveThreads } from './threads/following.ts';
import { apartFrom, blindToWithheld, type Withholds, withhold } from './withheld.ts';

/** What a writing command brings along to be recognised when it is repeated. */
export interface ClientKey {
  user: UserId;
  clientId: string;
  fingerprint: string;
}

export interface Clocks {
  /** What people see as the time of an event, in ms. */
  wall: Clock;
  /** Microseconds that never repeat and never go back. */
  stamps: Clock;
}

/**
 * One transaction's writes, and what is to be told once it is committed.
 *
 * An event takes its place from the conversation's row, in the transaction that stores it: there are no gaps, whoever
 * fails in between.
 */
export class Change {
  readonly db: Transaction<ConversationTables>;
  readonly events: ConversationTopics['conversation'][] = [];
  readonly entries: { user: UserId; entry: UserEntry }[] = [];
  /** Who may read there no more. */
  readonly banned: ConversationTopics['conversation-banned'][] = [];
  readonly #clocks: Clocks;
  readonly #withholds: Withholds;
  readonly #gate: SpeechGate | undefined;

  constructor(db: Transaction<ConversationTables>, clocks: Clocks, withholds: Withholds, gate?: SpeechGate) {
    this.#gate = gate;
    this.db = db;
    this.#clocks = clocks;
    this.#withholds = withholds;
  }

  /** What people see as the time now, in ms. */
  now(): number {
    return this.#clocks.wall.now();
  }

  /** Stores a conversation that has no events yet. */
  async create(kind: ConversationRow['kind'], id: ConversationId, title: string, key: string | null): Promise<Place> {
    const row: ConversationRow = {
      id,
      kind,
      title,
      direct_key: key,
      last_seq: 0,
      message_count: 0,
      shown_seq: 0,
      member_count: 0,
      stamp: this.#clocks.stamps.now(),
      settings: null,
      topic: null,
      ends_at: null,
      limited_from: null,
    };
    await this.db.insertInto('conversations').values(row).execute();
    return row;
  }

  /**
   * Adds an event after the last one, and brings `place` and the conversation's row up to date.
   *
   * @throws Failure why `by` may not say it in the chat of a meeting
   */
  async append(place: Place, by: UserId, body: EventBody, membersMore = 0): Promise<Written> {
    if (heldBack(place, body)) await this.#gate?.(this.db as unknown as Transaction<never>, place.id, by);
    place.last_seq += 1;
    const apart = body.type === 'message' ? await this.apartFrom(place, by) : undefined;
    if (counts(body) && apart === undefined) place.message_count += 1;
    if (body.type === 'renamed') place.title = body.title;
    place.member_count += membersMore;
    place.stamp = Math.max(this.#clocks.stamps.now(), place.stamp + 1);
    const at = this.#clocks.wall.now();
    const head = { conversation: place.id, seq: place.last_seq, at, by, count: place.message_count };
    const event: ConversationEvent = { ...head, ...quieted(place, body) };
    await insertEvent(this.db, eventToRow(event));
    if (isLine(event)) place.shown_seq = event.seq;
    if (!isChange(event)) {
      await insertLine(this.db, { conversation_id: place.id, seq: event.seq, hidden: isLine(event) ? 0 : 1 });
    }
    await updateConversation(this.db, place);
    if (event.type === 'settings-changed') await changeSettings(this.db, place, event);
    if (apart !== undefined) await withhold(this.db, place.id, event.seq, apart);
    const blind = (await blindTo(this.db, place, event)) ?? (await blindToWithheld(this.db, place, event));
    this.events.push({
      event,
      memberCount: place.member_count,
      ...(isOpen(place) ? { open: true } : {}),
      ...(blind === undefined ? {} : { blind }),
      ...(apart === undefined ? {} : { withheld: apart }),
    });
    return { conversation: place.id, seq: event.seq, at, count: event.count };
  }

  /** Who of a direct conversation is not to get what `by` says; undefined in all other cases. */
  apartFrom(place: Place, by: UserId): Promise<UserId | undefined> {
    return apartFrom(this.#withholds, this.db, place, by);
  }

  /** The answer when there is nothing to do: the last event as it is. */
  async lastOf(place: Place): Promise<Written> {
    const [last] = await eventsBetween(this.db, place.id, place.last_seq, place.last_seq);
    invariant(last, 'a conversation has events');
    return { conversation: place.id, seq: last.seq, at: last.at, count: last.count };
  }

  /** Members who join with the last event: nothing before it counts as unread for them. */
  async join(place: Place, users: readonly UserId[], roleOf: (user: UserId) => Role = () => 'member'): Promise<void> {
    if ((await removeRequests(this.db, place.id, users)) > 0) await tellRequests(this, place);
    const visible = settingsOf(place).history === 'joining' ? place.last_seq : null;
    if (visible !== null) await limit(this.db, place, visible);
    const rows = users.map((user) => ({
      conversation_id: place.id,
      user_id: user,
      role: roleOf(user),
      read_seq: place.last_seq,
      read_count: place.message_count,
      joined_seq: place.last_seq,
      visible_from: visible,
      muted_until: null,
    }));
    await this.db.insertInto('conversation_members').values(rows).execute();
    for (const user of users) await this.tell(user, { type: 'membership', conversation: place.id, member: true });
    await muteAgain(this, place, users);
  }

  /** `why`: for who did not leave by themself. */
  async part(place: Place, user: UserId, why?: EntryOf<'membership'>['why']): Promise<void> {
    await keepMute(this, place.id, user);
    await this.db
      .deleteFrom('conversation_members')
      .where('conversation_id', '=', place.id)
      .where('user_id', '=', user)
      .execute();
    await this.parted(place, user, why);
  }

  /** Tells who is no member any more, and ends what they had of the conversation. */
  async parted(
    { id, title }: Pick<Place, 'id' | 'title'>,
    user: UserId,
    why?: EntryOf<'membership'>['why'],
  ): Promise<void> {
    const told = why === undefined ? {} : { why, title };
    await this.tell(user, { type: 'membership', conversation: id, member: false, ...told });
    await endKeeping(this, id, user);
    await endMarks(this, id, user);
    await leaveThreads(this, id, user);
    await endNotice(this, id, user);
  }

  /** Stores what a 'role-changed' event tells. */
  async setRole(place: Place, user: UserId, role: Role): Promise<void> {
    const members = this.db.updateTable('conversation_members').where('conversation_id', '=', place.id);
    if (role === 'owner') await members.set({ role: 'admin' }).where('role', '=', 'owner').execute();
    const lifted = role === 'member' ? {} : { muted_until: null };
    await members
      .set({ role, ...lifted })
      .where('user_id', '=', user)
      .execute();
  }

  async setRead(conversation: ConversationId, user: UserId, read: ReadMark): Promise<void> {
    await updateRead(this.db, { conversation, user, ...read });
  }

  /** Adds to the person's own log, in place of an older entry about the same thing. */
  async tell(user: UserId, body: EntryBody): Promise<void> {
    this.entries.push({ user, entry: await addEntry(this.db, user, body) });
  }

  /** Fails with a duplicate key when the client id has been used: then nothing of the change happens. */
  async remember(key: ClientKey, written: Written): Promise<void> {
    await insertClientId(this.db, {
      user_id: key.user,
      client_id: key.clientId,
      conversation_id: written.conversation,
      seq: written.seq,
      fingerprint: key.fingerprint,
    });
  }
}

/** Whether everybody of the workspace may read it from its beginning. */
function isOpen(place: Place): boolean {
  return place.kind === 'channel' && place.member_count > 0 && settingsOf(place).history !== 'joining';
}

/** A conversation's row as this transaction has it; `append` moves it on. */
export type Place = ConversationRow;
