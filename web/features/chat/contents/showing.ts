import type { ConversationId, Seq } from '#protocol/common.ts';
import type { Bundle } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { MenuPlace } from '#web/ui/menu-place.ts';
import type { WritingTo } from '../composing/writing-to.ts';
import { createSlot } from '../messages/slot.ts';

/** What contents show over the conversation; one slot for each kind. */

/** The bundle that is read. */
export const bundleShown = createSlot<Bundle | undefined>(undefined);

/** What is about to be forwarded. */
export const forwarding = createSlot<{ conversation: ConversationId; seqs: readonly Seq[] } | undefined>(undefined);

/** What is about to be sent besides text. */
export const sending = createSlot<{ to: WritingTo; what: 'contact' | 'location' } | undefined>(undefined);

/** The message that one reacts to with any emoji, and the element that the emoji stand by. */
export const reactingTo = createSlot<{ line: MessageLine; anchor: MenuPlace } | undefined>(undefined);
