import { useEffect, useSyncExternalStore } from 'react';
import { avatarPath } from '#protocol/avatar.ts';
import type { ConversationId, Person, UserId } from '#protocol/common.ts';
import type { Presence, PresenceState } from '#protocol/presence.ts';
import type { Language } from '#web/i18n/language.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { agoTime } from '#web/i18n/time.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar, type AvatarSize } from '#web/ui/avatar.tsx';
import { useClient, usePerson } from './client.tsx';
import { appWords } from './words.ts';

/** How somebody is, followed while the component lives. Undefined while it isn't known. */
export function usePresence(id: UserId | undefined): Presence | undefined {
  const client = useClient();
  useEffect(() => (id === undefined ? undefined : client.watchPresence(id)), [client, id]);
  return useSyncExternalStore(client.subscribe, () => (id === undefined ? undefined : client.presence(id)));
}

export function useTyping(conversation: ConversationId): readonly UserId[] {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.typing(conversation));
}

interface FaceProps {
  id: UserId;
  name: string;
  size?: AvatarSize;
  presence?: PresenceState | undefined;
}

/** From this size on the large picture is taken, in CSS px. */
const LARGE_FROM = 72;

/** A person's face, without a look at how they are. */
export function Face({ id, name, size = 44, presence }: FaceProps) {
  const picture = usePerson(id)?.avatar;
  const src = picture === undefined ? undefined : avatarPath(picture, size >= LARGE_FROM ? 'large' : 'small');
  return <Avatar id={id} name={name} size={size} src={src} presence={presence} />;
}

/** A person's face with the dot that tells how they are. */
export function PersonAvatar(props: Omit<FaceProps, 'presence'>) {
  const presence = usePresence(props.id);
  return <Face {...props} presence={presence?.state} />;
}

/** What a person is at for the moment, until it runs out. */
export function useStatusText(person: Person): string | undefined {
  const now = useMinute();
  const { text, until } = person.status ?? {};
  return until !== undefined && until <= now ? undefined : text;
}

/** `Online`, `Last seen 3 minutes ago`. Empty while it isn't known. */
export function PresenceText({ id }: { id: UserId | undefined }) {
  const words = useWords(appWords);
  const language = useLanguage();
  const presence = usePresence(id);
  const now = useMinute();
  return <>{presence && presenceText(presence, words, now, language)}</>;
}

function presenceText(
  { state, seenAt }: Presence,
  words: (typeof appWords)['en'],
  now: number,
  language: Language,
): string {
  if (state !== 'offline' || seenAt === undefined) return words[state];
  return words.lastSeen(agoTime(seenAt, Math.max(now, seenAt), language));
}
