import Type from 'typebox';
import { ConversationId, Seq, TimeMs } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { FolderId, FolderRule } from '../personal.ts';
import { closed, command } from './shapes.ts';

/** Where the personal log stands once the change is in it: devices that are whole up to there show it. */
const Kept = Type.Object({ entrySeq: Seq });
const Off = Type.Literal(false);

/**
 * How a person keeps their list: docs/spec/list-and-reading.md. Each command says how something is to be, so that a
 * repeat changes nothing, and of two the later one holds.
 */
export const LIST_COMMANDS = {
  /** Changes what is given. */
  'conversation.keep': command(
    Type.Object(
      {
        conversation: ConversationId,
        pinned: Type.Optional(Type.Boolean()),
        muted: Type.Optional(Type.Boolean()),
        /** The `messageCount` at which it was put away. */
        archived: Type.Optional(Type.Union([Seq, Off])),
        /** The place of the line up to which it is hidden. */
        hidden: Type.Optional(Type.Union([Seq, Off])),
        /** The place at which it is marked unread. */
        unread: Type.Optional(Type.Union([Seq, Off])),
        /** The announcement of this time is closed; one of before stays so. */
        announced: Type.Optional(TimeMs),
      },
      closed,
    ),
    Kept,
  ),
  /** Makes the folder, or all of it anew. */
  'folder.keep': command(
    Type.Object(
      {
        folder: FolderId,
        name: Type.String({ maxLength: 100 }),
        order: Type.Integer({ minimum: 0, maximum: LIMITS.folderOrder }),
        conversations: Type.Array(ConversationId, { maxItems: LIMITS.folderConversations, uniqueItems: true }),
        rules: Type.Array(FolderRule, { maxItems: 4, uniqueItems: true }),
      },
      closed,
    ),
    Kept,
  ),
  'folder.drop': command(Type.Object({ folder: FolderId }, closed), Kept),
  /** Changes what is given. */
  'settings.keep': command(
    Type.Object(
      {
        /** Whether others see how far this person has read, and this person how far they have. */
        receipts: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    Kept,
  ),
} as const;
