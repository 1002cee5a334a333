import type { Summary } from '#protocol/conversations.ts';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { useTitle } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';

/** The picture of a conversation: the group's, or the other person's. */
export function ConversationFace({ summary, size }: { summary: Summary; size: 32 | 36 | 40 }) {
  const title = useTitle(summary);
  if (summary.peer === undefined) return <GroupAvatar summary={summary} size={size} />;
  return <Face id={summary.peer} name={title} size={size} />;
}
