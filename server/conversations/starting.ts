import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ParamsOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import { isDuplicate } from '../adapters/sql/sql-errors.ts';
import type { Caller } from '../identity/api.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import type { Endings } from './groups/endings.ts';
import { checkUntil } from './groups/settings.ts';
import { exist, type PeopleSource } from './people.ts';
import { directKey } from './rows.ts';
import { acceptTitle } from './rules.ts';
import { findDirect } from './store.ts';
import type { ConversationTables } from './tables.ts';

/** How conversations begin. */
export class Starting {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;
  readonly #people: PeopleSource;
  readonly #endings: Endings;

  constructor(database: Database<ConversationTables>, commits: Commits, people: PeopleSource, endings: Endings) {
    this.#endings = endings;
    this.#database = database;
    this.#commits = commits;
    this.#people = people;
  }

  /** The conversation of the two, made now if there is none. */
  async direct(caller: Caller, peer: UserId): Promise<ConversationId> {
    if (peer === caller.user) throw new Failure('access.denied');
    if (!(await exist(this.#people, [peer]))) throw new Failure('people.unknown');
    const key = directKey(caller.user, peer);
    const found = await findDirect(this.#database.read, key);
    if (found !== undefined) return found;
    try {
      return await this.#commits.run((change) => createDirect(change, caller.user, peer));
    } catch (error) {
      // The other one was quicker.
      const made = isDuplicate(error) ? await findDirect(this.#database.read, key) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  async group(caller: Caller, params: ParamsOf<'conversation.create'>): Promise<Written> {
    const title = acceptTitle(params.title);
    const others = new Set(params.members);
    others.delete(caller.user);
    if (!(await exist(this.#people, [...others]))) throw new Failure('people.unknown');
    const members = [caller.user, ...others];
    const { until } = params;
    const content = ['conversation.create', title, members, ...(until === undefined ? [] : [until])] as const;
    const written = await this.#commits.once({ caller, clientId: params.clientId, content }, async (change) => {
      const place = await change.create('group', newId('c'), title, null);
      const created = { type: 'created', kind: 'group', title, members } as const;
      const written = await change.append(place, caller.user, created, members.length);
      await change.join(place, members, (user) => (user === caller.user ? 'owner' : 'member'));
      if (until === undefined) return written;
      checkUntil({ until }, change.now());
      return change.append(place, caller.user, { type: 'settings-changed', change: { until } });
    });
    if (until !== undefined) this.#endings.arm();
    return written;
  }
}

async function createDirect(change: Change, by: UserId, peer: UserId): Promise<ConversationId> {
  const place = await change.create('direct', newId('c'), '', directKey(by, peer));
  const members = [by, peer];
  await change.append(place, by, { type: 'created', kind: 'direct', title: '', members }, members.length);
  await change.join(place, members);
  return place.id;
}
