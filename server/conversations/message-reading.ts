import { seenFrom } from '#kernel/visibility.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation, accessMessage } from './access.ts';
import { presentLines } from './lines.ts';
import { withoutErased } from './marks/erasures.ts';
import { eventsAt, pinnedLines, reactorsOf } from './message-store.ts';
import { named, namedIn, type PeopleSource } from './people.ts';
import { emojiKey, visibleFrom } from './rows.ts';
import type { ConversationTables } from './tables.ts';

/** What members read about single messages. */
export class MessageReading {
  readonly #database: Database<ConversationTables>;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, people: PeopleSource) {
    this.#database = database;
    this.#people = people;
  }

  async edits(caller: Caller, { conversation, seq }: ParamsOf<'message.edits'>): Promise<ResultOf<'message.edits'>> {
    const db = this.#database.read;
    const place = await accessConversation(db, caller, conversation);
    const { edits } = await accessMessage(db, place, seq);
    const events = await eventsAt(db, conversation, [seq, ...edits]);
    // A recall in between leaves empty texts.
    const versions = events.flatMap((event) =>
      (event.type === 'message' || event.type === 'edited') && event.text !== ''
        ? [{ at: event.at, text: event.text }]
        : [],
    );
    return { versions };
  }

  async reactions(caller: Caller, params: ParamsOf<'message.reactions'>): Promise<ResultOf<'message.reactions'>> {
    const { conversation, seq, emoji } = params;
    const db = this.#database.read;
    const place = await accessConversation(db, caller, conversation);
    await accessMessage(db, place, seq);
    const users = await reactorsOf(db, conversation, seq, emojiKey(emoji));
    return { users, people: await named(this.#people, users) };
  }

  async pins(caller: Caller, { conversation }: ParamsOf<'message.pins'>): Promise<ResultOf<'message.pins'>> {
    const db = this.#database.read;
    const place = await accessConversation(db, caller, conversation);
    const { last_seq: asOf } = place;
    const from = visibleFrom(place);
    const all = (await pinnedLines(db, conversation)).filter((row) => row.seq >= from);
    const pinned = await withoutErased(db, caller.user, conversation, all);
    const lines = (await presentLines(db, pinned, caller.user)).map((line) => seenFrom(line, from));
    return { lines, people: await namedIn(this.#people, lines), asOf };
  }
}
