import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations } from '../conversations/api.ts';
import type { Caller, Identity } from '../identity/api.ts';
import { filesBefore, itemOf } from './store.ts';
import type { FileTables } from './tables.ts';

/** Files of one page; messages are never cut, so that it may have some fewer. */
const PAGE = 60;

/** What was sent to a conversation. */
export class Listing {
  readonly #database: Database<FileTables>;
  readonly #seen: Conversations['seen'];
  readonly #identity: Pick<Identity, 'people'>;

  constructor(database: Database<FileTables>, seen: Conversations['seen'], identity: Pick<Identity, 'people'>) {
    this.#database = database;
    this.#seen = seen;
    this.#identity = identity;
  }

  /** @throws Failure 'conversation.unknown' */
  async list(
    { user }: Caller,
    { conversation, kind, query = '', before = Number.MAX_SAFE_INTEGER }: ParamsOf<'file.list'>,
  ): Promise<ResultOf<'file.list'>> {
    const rows = await filesBefore(this.#database.read, conversation, {
      kind,
      before,
      named: query.trim(),
      limit: PAGE + 1,
    });
    const cut = rows.length > PAGE ? rows.at(-1)?.seq : undefined;
    // A bundle may have more than a page by itself.
    const whole = rows[0]?.seq === cut ? rows : rows.filter(({ seq }) => seq !== cut);
    const visible = new Set(await this.#seen(user, conversation, [...new Set(whole.map(({ seq }) => seq))]));
    const files = whole
      .filter((row) => visible.has(row.seq) && row.state === 'ready')
      .map((row) => ({ seq: row.seq, at: row.made_at, by: row.owner, item: itemOf(row) }));
    const people = await this.#identity.people([...new Set(files.map(({ by }) => by))]);
    const last = whole.at(-1)?.seq;
    return { files, people, ...(cut === undefined || last === undefined ? {} : { next: last }) };
  }
}
