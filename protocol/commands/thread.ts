import Type from 'typebox';
import { ConversationId, Person, Seq } from '../common.ts';
import { HistoryPage, Line, ReadMark } from '../conversations.ts';
import { LIMITS } from '../limits.ts';
import { ThreadEntry } from '../personal.ts';
import { closed, command } from './shapes.ts';

/** A thread: the conversation, and the place of the message that it hangs under. */
const Thread = { conversation: ConversationId, root: Seq };

/** The replies under a message: docs/spec/threads-and-channels.md. */
export const THREAD_COMMANDS = {
  /** Its replies, oldest first. At most one of before, after, around; none: the newest page. */
  'thread.history': command(
    Type.Object(
      {
        ...Thread,
        before: Type.Optional(Seq),
        after: Type.Optional(Seq),
        around: Type.Optional(Seq),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.pageSize })),
      },
      closed,
    ),
    Type.Object({ root: Line, ...HistoryPage.properties }),
  ),
  /** Says whether the person wants to hear of it. */
  'thread.follow': command(Type.Object({ ...Thread, on: Type.Boolean() }, closed), Type.Object({})),
  /** Answers with the mark as it then is; absent when the person doesn't follow the thread. */
  'thread.read': command(Type.Object({ ...Thread, seq: Seq }, closed), Type.Object({ read: Type.Optional(ReadMark) })),
  /** The threads that the person follows, those with the newest replies first, each with its last replies. */
  'thread.list': command(
    Type.Object({ page: Type.Optional(Type.String({ maxLength: 60 })) }, closed),
    Type.Object({
      threads: Type.Array(
        Type.Object({ entry: Type.Omit(ThreadEntry, ['seq', 'gone']), root: Line, replies: Type.Array(Line) }),
      ),
      people: Type.Array(Person),
      /** Ask with it for the rest. Absent on the last page. */
      next: Type.Optional(Type.String()),
    }),
  ),
} as const;
