import type { ConversationId } from '#protocol/common.ts';
import type { Mention, MessageLine } from '#protocol/conversations.ts';
import type { WritingTo } from '../composing/writing-to.ts';
import { createSlot } from '../messages/slot.ts';

/** What is about to be sent later. */
export interface ToSchedule {
  to: WritingTo;
  text: string;
  mentions: Mention[];
  replyTo: number | undefined;
  /** There are files with it: they go up first, and it is handed over for that time then. */
  carry?: ((at: number) => void) | undefined;
  /** The composer lets go of it. */
  done: () => void;
}

/** What people keep for themselves, and polls: one thing at a time is shown over the chats. */
export type KeepingShown =
  | { is: 'starred' }
  | { is: 'pins'; conversation: ConversationId }
  | { is: 'schedule'; said: ToSchedule }
  | { is: 'reschedule'; item: string }
  /** Without `of`: all. */
  | { is: 'scheduled'; of: WritingTo | undefined }
  | { is: 'poll'; to: WritingTo }
  | { is: 'voters'; line: MessageLine };

export const keepingShown = createSlot<KeepingShown | undefined>(undefined);

export function closeKeeping(): void {
  keepingShown.set(undefined);
}
