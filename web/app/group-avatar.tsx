import { useSyncExternalStore } from 'react';
import { avatarPath } from '#protocol/avatar.ts';
import type { Summary } from '#protocol/conversations.ts';
import { Avatar, type AvatarSize } from '#web/ui/avatar.tsx';
import { Mosaic } from '#web/ui/mosaic.tsx';
import { useClient } from './client.tsx';
import { useGroupFaces } from './group-faces.ts';
import { useGroupPicture } from './group-picture.ts';

interface GroupAvatarProps {
  summary: Pick<Summary, 'id' | 'title' | 'memberCount' | 'settings'>;
  size?: AvatarSize;
}

/** From this size on large pictures are taken, in CSS px. */
const LARGE_FROM = 72;

/** A group's own picture, else one made of its members' faces. */
export function GroupAvatar({ summary, size = 44 }: GroupAvatarProps) {
  const { id, title, memberCount, settings } = summary;
  const client = useClient();
  const name = settings?.avatar;
  const own = useGroupPicture(id, name, size >= LARGE_FROM ? 'large' : 'small');
  const users = useGroupFaces(id, name === undefined ? memberCount : 0);
  const people = (users ?? []).map((user) => client.person(user));
  // Drawn anew when one of them becomes known, or shows another face.
  useSyncExternalStore(client.subscribe, () => (users ?? []).map((user) => keyOf(client.person(user))).join(' '));
  if (name !== undefined || users === undefined || users.length === 0) {
    return <Avatar id={id} name={title} size={size} src={own} room />;
  }
  const faces = users.map((user, index) => {
    const { nickname = '', avatar } = people[index] ?? {};
    const src = avatar === undefined ? undefined : avatarPath(avatar, 'small');
    return { id: user, name: nickname, src };
  });
  return <Mosaic faces={faces} size={size} />;
}

function keyOf(person: { nickname: string; avatar?: string } | undefined): string {
  return `${person?.nickname ?? ''}/${person?.avatar ?? ''}`;
}
