import { Failure } from '#kernel/failure.ts';
import type { Person, Role, UserId } from '#protocol/common.ts';
import type { Member } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation } from './access.ts';
import { named, type PeopleSource } from './people.ts';
import type { AccessRow } from './rows.ts';
import { memberIds, membersAsOf, membersIn } from './store.ts';
import type { ConversationTables } from './tables.ts';

type Answer = ResultOf<'conversation.members'>;

/** The order of a list of members. */
const RANKS: readonly Role[] = ['owner', 'admin', 'member'];

/** A place in the list: behind this person among those of their rank. */
interface Place {
  rank: number;
  after: UserId | undefined;
}

/** Who is in a conversation: docs/spec/groups.md, "Members". */
export class MemberPages {
  readonly #database: Database<ConversationTables>;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, people: PeopleSource) {
    this.#database = database;
    this.#people = people;
  }

  async page(caller: Caller, { conversation, query = '', page }: ParamsOf<'conversation.members'>): Promise<Answer> {
    const place = await accessConversation(this.#database.read, caller, conversation);
    const from = page === undefined ? undefined : readPage(page);
    const words = query.trim();
    const whole = words === '' && from === undefined && place.member_count <= LIMITS.memberPage;
    return whole ? this.#whole(caller, place) : this.#part(place, words, from);
  }

  /** [GR80] All of them, as they are at one place of the log, so that the events after it lead on. */
  async #whole(caller: Caller, { id }: AccessRow): Promise<Answer> {
    const db = this.#database.read;
    const { members, asOf } = await membersAsOf(db, id);
    if (!members.some((member) => member.user === caller.user)) throw new Failure('conversation.unknown');
    const ordered = await this.#people.among(memberIds(db, id), '', undefined, LIMITS.memberPage);
    const order = new Map(ordered.map((person, index) => [person.id, index]));
    const placeOf = ({ user }: Member) => order.get(user) ?? order.size;
    const rankOf = ({ role }: Member) => RANKS.indexOf(role);
    const people = await named(
      this.#people,
      members.map((member) => member.user),
    );
    return { members: members.toSorted((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b)), people, asOf };
  }

  /** [GR81] */
  async #part(place: AccessRow, query: string, from: Place = { rank: 0, after: undefined }): Promise<Answer> {
    const { id } = place;
    const db = this.#database.read;
    const found: { person: Person; rank: number }[] = [];
    for (let { rank } = from; rank < RANKS.length && found.length <= LIMITS.memberPage; rank += 1) {
      const after = rank === from.rank ? from.after : undefined;
      const room = LIMITS.memberPage + 1 - found.length;
      const some = await this.#people.among(memberIds(db, id, RANKS[rank]), query, after, room);
      found.push(...some.map((person) => ({ person, rank })));
    }
    const shown = found.slice(0, LIMITS.memberPage);
    const last = found.length > shown.length ? shown.at(-1) : undefined;
    const people = shown.map(({ person }) => person);
    const present = await membersIn(
      db,
      id,
      people.map((person) => person.id),
    );
    const members = people.flatMap((person) => present.get(person.id) ?? []);
    const next = last === undefined ? {} : { next: `${last.rank}.${last.person.id}` };
    return { members, people, asOf: place.last_seq, ...next };
  }
}

/** @throws Failure 'request.invalid' */
function readPage(text: string): Place {
  const [, rank, after] = /^([0-2])\.(u_[0-9a-z]{20})$/.exec(text) ?? [];
  if (rank === undefined || after === undefined) throw new Failure('request.invalid');
  return { rank: Number(rank), after };
}
