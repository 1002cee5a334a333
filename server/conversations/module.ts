import { type Clock, MonotonicClock } from '#kernel/clock.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Identity } from '../identity/api.ts';
import type { Conversations, ConversationTopics, MessagePolicy } from './api.ts';
import { conversationCommands } from './commands.ts';
import { Commits } from './commits.ts';
import { Contents, noStickers, type StickerSource } from './contents.ts';
import { Forwarding } from './forwarding.ts';
import { Hello } from './hello.ts';
import { Keeping } from './keeping.ts';
import { listCommands } from './list-commands.ts';
import { MessageReading } from './message-reading.ts';
import { Messages } from './messages.ts';
import { Reading } from './reading.ts';
import { ReadsInView } from './reads-in-view.ts';
import { Receipts } from './receipts.ts';
import { Starting } from './starting.ts';
import { conversationsOf, epochOf, lastStamp, membersAsOf } from './store.ts';
import type { ConversationTables } from './tables.ts';
import { Threads } from './threads/threads.ts';
import { Writing } from './writing.ts';

export interface ConversationsOptions {
  database: Database<ConversationTables>;
  identity: Pick<Identity, 'people'>;
  bus: Bus<ConversationTopics>;
  clock: Clock;
  policy?: MessagePolicy;
  stickers?: StickerSource;
}

const STAMPS_PER_MS = 1000;
const DAY_MS = 86_400_000;

/** Puts the module together; the database has `conversationMigrations`. */
export async function createConversations(options: ConversationsOptions): Promise<Conversations> {
  const { database, identity, bus, clock, policy = { editMs: DAY_MS, recallMs: DAY_MS } } = options;
  const inStamps: Clock = { now: () => clock.now() * STAMPS_PER_MS };
  const stamps = new MonotonicClock(inStamps, await lastStamp(database.read));
  const commits = new Commits(database, bus, { wall: clock, stamps });
  const hello = new Hello(database, identity, { epoch: await epochOf(database.read), policy });
  const reading = new Reading(database, identity);
  const readsInView = new ReadsInView({ database, bus });
  const receipts = new Receipts(database, identity);
  return {
    commands: conversationCommands({
      forwarding: new Forwarding(database, commits, identity),
      hello,
      list: listCommands({ keeping: new Keeping(commits, clock), receipts, readsInView }),
      messages: new Messages(commits, clock, policy, new Contents(identity, options.stickers ?? noStickers)),
      messageReading: new MessageReading(database, identity),
      reading,
      starting: new Starting(database, commits, identity),
      threads: new Threads(database, commits, identity),
      writing: new Writing(database, commits, identity),
    }),
    hello: (user, since) => hello.hello(user, since),
    conversationsOf: (user) => conversationsOf(database.read, user),
    membersOf: async (conversation) => {
      const { members } = await membersAsOf(database.read, conversation);
      return members.map((member) => member.user);
    },
    left: (seat) => readsInView.left(seat),
    close: () => readsInView.close(),
  };
}
