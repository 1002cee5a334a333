import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { EntryOf } from '#protocol/personal.ts';

/** What is known of one online person. */
interface Known {
  /** Connections that hold this person here. */
  holders: number;
  conversations: Set<ConversationId>;
  /** The places of the own log's last word about conversations that changed meanwhile. */
  places: Map<ConversationId, Seq>;
  /** Changes told while the list was being read: they are newer than it. */
  told: Map<ConversationId, boolean> | undefined;
  ready: Promise<void>;
}

/**
 * Which online people are in which conversations, in this process. It is changed before the event that tells of a
 * change is delivered, so that a removed member gets nothing from that moment.
 */
export class MembershipIndex {
  readonly #people = new Map<UserId, Known>();
  readonly #members = new Map<ConversationId, Set<UserId>>();
  readonly #conversationsOf: (user: UserId) => Promise<readonly ConversationId[]>;

  constructor(conversationsOf: (user: UserId) => Promise<readonly ConversationId[]>) {
    this.#conversationsOf = conversationsOf;
  }

  /** Keeps the person here until as many `leave`s; resolves when their conversations are known. No `leave` if it rejects. */
  async join(user: UserId): Promise<void> {
    const known = this.#people.get(user) ?? this.#read(user);
    known.holders += 1;
    await known.ready;
  }

  leave(user: UserId): void {
    const known = this.#people.get(user);
    if (known === undefined) return;
    known.holders -= 1;
    if (known.holders > 0) return;
    this.#people.delete(user);
    for (const conversation of known.conversations) this.#unlink(user, conversation);
  }

  has(user: UserId, conversation: ConversationId): boolean {
    return this.#members.get(conversation)?.has(user) ?? false;
  }

  membersOf(conversation: ConversationId): ReadonlySet<UserId> {
    return this.#members.get(conversation) ?? NOBODY;
  }

  /** Takes what an event says about who is in. */
  follow(event: ConversationEvent): void {
    if (event.type === 'created' || event.type === 'members-added') {
      for (const member of event.members) this.set(member, event.conversation, true);
    }
    if (event.type === 'member-removed') this.set(event.member, event.conversation, false);
    if (event.type === 'dissolved') {
      for (const member of [...this.membersOf(event.conversation)]) this.set(member, event.conversation, false);
    }
  }

  /** Takes what somebody's own log says; what an older entry says, heard late, is over. */
  tell(user: UserId, { conversation, member, seq }: EntryOf<'membership'> & { seq: number }): void {
    const known = this.#people.get(user);
    if (known === undefined || (known.places.get(conversation) ?? 0) > seq) return;
    known.places.set(conversation, seq);
    this.set(user, conversation, member);
  }

  /** Of those who are known here, exactly these are in the conversation. */
  correct(conversation: ConversationId, members: ReadonlySet<UserId>): void {
    for (const user of [...this.membersOf(conversation)]) {
      if (!members.has(user)) this.set(user, conversation, false);
    }
    for (const user of members) this.set(user, conversation, true);
  }

  set(user: UserId, conversation: ConversationId, member: boolean): void {
    const known = this.#people.get(user);
    if (known === undefined) return;
    known.told?.set(conversation, member);
    if (member) this.#link(known, user, conversation);
    else {
      known.conversations.delete(conversation);
      this.#unlink(user, conversation);
    }
  }

  #read(user: UserId): Known {
    const known: Known = {
      holders: 0,
      conversations: new Set(),
      places: new Map(),
      told: new Map(),
      ready: Promise.resolve(),
    };
    known.ready = this.#conversationsOf(user).then((conversations) => {
      // Gone again, or another reading has begun since.
      if (this.#people.get(user) !== known) return;
      for (const id of conversations) if (known.told?.get(id) !== false) this.#link(known, user, id);
      known.told = undefined;
    });
    // A reading that failed must not be what later connections wait for.
    known.ready.catch(() => this.#people.get(user) === known && this.#forget(user, known));
    this.#people.set(user, known);
    return known;
  }

  #forget(user: UserId, known: Known): void {
    this.#people.delete(user);
    for (const conversation of known.conversations) this.#unlink(user, conversation);
  }

  #link(known: Known, user: UserId, conversation: ConversationId): void {
    known.conversations.add(conversation);
    const members = this.#members.get(conversation);
    if (members === undefined) this.#members.set(conversation, new Set([user]));
    else members.add(user);
  }

  #unlink(user: UserId, conversation: ConversationId): void {
    const members = this.#members.get(conversation);
    if (members?.delete(user) && members.size === 0) this.#members.delete(conversation);
  }
}

const NOBODY: ReadonlySet<UserId> = new Set();
