import type { ConversationId, UserId } from '#protocol/common.ts';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { Face } from '#web/app/presence.tsx';
import { Avatar, type AvatarSize } from '#web/ui/avatar.tsx';
import { useSummary } from './call-title.ts';

interface CallFaceProps {
  /** Whoever it stands for; undefined: the group, or several. */
  user: UserId | undefined;
  conversation: ConversationId | undefined;
  title: string;
  size: AvatarSize;
  /** Rings go out from it. */
  rings?: boolean;
}

/** The face of a call. */
export function CallFace({ user, conversation, title, size, rings = false }: CallFaceProps) {
  const summary = useSummary(conversation);
  const group = summary !== undefined && summary.kind !== 'direct';
  return (
    <span className={rings ? 'ring-avatar is-ringing' : 'ring-avatar'}>
      {user !== undefined && <Face id={user} name={title} size={size} />}
      {user === undefined && group && <GroupAvatar summary={summary} size={size} />}
      {user === undefined && !group && <Avatar id={conversation ?? title} name={title} size={size} room />}
    </span>
  );
}
