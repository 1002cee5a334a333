import { useCallback, useEffect, useRef, useState } from 'react';
import type { LineView } from '#client/view.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useConversation, useStatus } from '#web/app/client.tsx';

export interface Pins {
  /** What was pinned last first; undefined while nothing is known. */
  lines: readonly MessageLine[] | undefined;
  failed: boolean;
  again: () => void;
}

/** Changes within this time are fetched as one. */
const GATHER_MS = 150;

/** The pinned messages of a conversation in view. */
export function usePins(conversation: ConversationId): Pins {
  const client = useClient();
  const { at } = useStatus();
  const { summary, lines: shown } = useConversation(conversation);
  const [pins, setPins] = useState<{ of: ConversationId; lines: readonly MessageLine[] }>();
  const [failed, setFailed] = useState(false);
  const round = useRef(0);
  const load = useCallback(async () => {
    round.current += 1;
    const now = round.current;
    setFailed(false);
    try {
      const { lines } = await client.call('message.pins', { conversation });
      const messages = lines.filter((line): line is MessageLine => line.type === 'message');
      if (round.current === now) setPins({ of: conversation, lines: messages.toReversed() });
    } catch {
      if (round.current === now) setFailed(true);
    }
  }, [client, conversation]);
  // What is no message may be a pin, an edit or a recall.
  const changes = summary === undefined ? undefined : summary.lastSeq - summary.messageCount;
  const online = at === 'online' && changes !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change is a reason to look again
  useEffect(() => {
    if (!online) return;
    const timer = setTimeout(() => void load(), GATHER_MS);
    return () => clearTimeout(timer);
  }, [load, online, changes]);
  const known = pins?.of === conversation ? pins.lines : undefined;
  // One's own pin or unpin is shown before the server has it.
  const undone = new Set(shown.flatMap((line) => unpinned(line) ?? []));
  return { lines: known?.filter((line) => !undone.has(line.seq)), failed, again: () => void load() };
}

/** The place of a message that is being unpinned. */
function unpinned(line: LineView): number | undefined {
  if (line.state !== 'sent' || !line.pending || line.event.type !== 'message' || line.event.pinned) return undefined;
  return line.event.seq;
}
