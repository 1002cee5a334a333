import { type Clock, MonotonicClock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations, ConversationTopics, FileSource, MessagePolicy } from './api.ts';
import { Channels } from './channels/channels.ts';
import { channelCommands } from './channels/commands.ts';
import { Looking } from './channels/looking.ts';
import { conversationCommands } from './commands.ts';
import { Commits, type Witness } from './commits.ts';
import { Contents, noFiles, noStickers, type StickerSource } from './contents.ts';
import { Forwarding } from './forwarding.ts';
import { createGroups } from './groups/module.ts';
import { Hello } from './hello.ts';
import { Keeping } from './keeping.ts';
import { listCommands } from './list-commands.ts';
import type { Online } from './marks/here.ts';
import { createMeetingChats } from './meeting-chats.ts';
import { MemberPages } from './member-pages.ts';
import { MessageReading } from './message-reading.ts';
import { Messages } from './messages.ts';
import { createOwn } from './own-commands.ts';
import type { PeopleSource } from './people.ts';
import { Reading } from './reading.ts';
import { ReadsInView } from './reads-in-view.ts';
import { Receipts } from './receipts.ts';
import type { Schedule } from './scheduling/schedule.ts';
import { searchable } from './searchable.ts';
import { seenAmong } from './seeing.ts';
import type { SpeechGate } from './speech-gate.ts';
import { Starting } from './starting.ts';
import { conversationsOf, epochOf, isDirect, lastStamp, membersAsOf } from './store.ts';
import { findAccess } from './summaries.ts';
import type { ConversationTables } from './tables.ts';
import { Threads } from './threads/threads.ts';
import { runTogether } from './together.ts';
import { unreadOf } from './unread.ts';
import type { Withholds } from './withheld.ts';
import { Writing } from './writing.ts';

export interface ConversationsOptions {
  database: Database<ConversationTables>;
  identity: PeopleSource;
  bus: Bus<ConversationTopics>;
  clock: Clock;
  policy?: MessagePolicy;
  stickers?: StickerSource;
  files?: FileSource;
  /** Where pictures of groups are kept. */
  blobs?: SmallBlobs;
  /** How patient the server is with links that lead nowhere. */
  attempts?: Attempts;
  /** Which of some people are there now; absent: nobody is. */
  online?: Online;
  schedule?: Schedule;
  /** By which messages are sent at their time. */
  jobs?: Jobs;
  log?: Log;
  /** Whose words are kept from whom; absent: nobody's. */
  withholds?: Withholds;
  /** Is told of all that happens, in the transaction in which it does. */
  witness?: Witness;
  /** Who may speak in the chats of meetings; absent: all who are in them. */
  gate?: SpeechGate;
}

const STAMPS_PER_MS = 1000;
const DAY_MS = 86_400_000;

/** Puts the module together; the database has `conversationMigrations`. */
export async function createConversations(options: ConversationsOptions): Promise<Conversations> {
  const { database, identity, bus, clock, policy = { editMs: DAY_MS, recallMs: DAY_MS } } = options;
  const inStamps: Clock = { now: () => clock.now() * STAMPS_PER_MS };
  const stamps = new MonotonicClock(inStamps, await lastStamp(database.read));
  const commits = new Commits(database, bus, { wall: clock, stamps }, options.withholds, options.witness, options.gate);
  const epoch = await epochOf(database.read);
  const hello = new Hello(database, identity, { epoch, policy });
  const reading = new Reading(database, identity);
  const looking = new Looking(database.read, bus);
  const readsInView = new ReadsInView({ database, bus });
  const receipts = new Receipts(database, identity);
  const files = options.files ?? noFiles;
  const contents = new Contents(identity, options.stickers ?? noStickers, files);
  const messages = new Messages(commits, clock, policy, contents, options.online);
  const own = createOwn({ ...options, commits, messages, contents });
  const groups = createGroups({ ...options, commits, people: identity });
  groups.endings.arm();
  // Another process may have set an end, or died with the one that it waited for.
  const armings = [
    bus.subscribe('conversation', ({ event }) => isAboutEnd(event) && groups.endings.arm()),
    bus.onLoss(() => groups.endings.arm()),
  ];
  return {
    commands: conversationCommands({
      channels: channelCommands({ channels: new Channels(database, commits), looking, reading }),
      forwarding: new Forwarding({ database, commits, people: identity, clock, files }),
      groups: groups.commands,
      hello,
      list: listCommands({ keeping: new Keeping(commits, clock), receipts, readsInView }),
      members: new MemberPages(database, identity),
      messages,
      own: own.commands,
      messageReading: new MessageReading(database, identity),
      reading,
      starting: new Starting(database, commits, identity, groups.endings),
      threads: new Threads(database, commits, identity),
      writing: new Writing(database, commits, identity),
    }),
    hello: (user, since) => hello.hello(user, since),
    meetingChats: createMeetingChats({ database, commits, people: identity }),
    searchable: searchable(database.read),
    seen: (user, conversation, seqs) => seenAmong(database.read, user, conversation, seqs),
    epoch,
    conversationsOf: (user) => conversationsOf(database.read, user),
    together: (work) => runTogether(commits, work),
    unreadOf: (user) => unreadOf(database.read, user),
    isDirect: (conversation) => isDirect(database.read, conversation),
    sizeFor: async (user, conversation) => (await findAccess(database.read, conversation, user))?.member_count,
    membersOf: async (conversation) => {
      const { members } = await membersAsOf(database.read, conversation);
      return members.map((member) => member.user);
    },
    left(seat) {
      readsInView.left(seat);
      looking.left(seat);
    },
    lookersAt: (conversation) => looking.of(conversation),
    previewersOf: (conversation) => looking.previewersOf(conversation),
    previews: (conversation, seat) => looking.previews(conversation, seat),
    endDue: () => groups.endings.look(),
    async close() {
      for (const stop of armings) stop();
      readsInView.close();
      looking.close();
      await groups.endings.close();
    },
  };
}

/** Whether a group's end may be another one now. */
function isAboutEnd(event: ConversationEvent): boolean {
  if (event.type === 'created') return event.kind !== 'direct';
  return event.type === 'settings-changed' && event.change.until !== undefined;
}
