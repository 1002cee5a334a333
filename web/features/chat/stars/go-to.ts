import { useEffect } from 'react';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { useConversation } from '#web/app/client.tsx';
import { navigate } from '#web/app/navigation.ts';
import { jumpTo } from '../messages/acting.ts';
import { createSlot } from '../messages/slot.ts';

const wanted = createSlot<{ conversation: ConversationId; seq: Seq } | undefined>(undefined);

/** Shows the message in its conversation, wherever one is. */
export function goToMessage(conversation: ConversationId, seq: Seq): void {
  wanted.set({ conversation, seq });
  navigate(`/c/${conversation}`);
}

/** Goes to the message that was asked for once its conversation is in view and has lines. */
export function useWantedMessage(conversation: ConversationId): void {
  const place = wanted.use();
  const { lines } = useConversation(conversation);
  const seq = place?.conversation === conversation ? place.seq : undefined;
  const ready = lines.length > 0;
  useEffect(() => {
    if (seq === undefined || !ready) return;
    // After the timeline has drawn its first lines and found its own place.
    const timer = setTimeout(() => {
      wanted.set(undefined);
      jumpTo(seq);
    }, 120);
    return () => clearTimeout(timer);
  }, [seq, ready]);
}
