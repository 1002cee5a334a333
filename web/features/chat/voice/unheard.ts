import type { Client } from '#client/api.ts';
import { isHeard } from '#kernel/heard.ts';
import type { UserId } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import type { FilePlace } from '../attachments/file-place.ts';

/** A voice message, and where it is reached. */
export interface Spoken {
  place: FilePlace;
  voice: ContentOf<'voice'>;
  by: UserId | undefined;
  /** It is the message itself, not in a bundle. */
  direct: boolean;
}

type Listener = Pick<Client, 'me' | 'conversation' | 'personal'>;

export function hasHeard(by: Pick<Client, 'personal'>, { conversation, seq }: FilePlace): boolean {
  return isHeard(by.personal('heard').get(`heard:${conversation}`), seq);
}

/** [VM32] What follows: the next one of others that this person has not listened to. */
export function nextUnheard(by: Listener, { place, direct }: Pick<Spoken, 'place' | 'direct'>): Spoken | undefined {
  const me = by.me()?.id;
  if (!direct) return undefined;
  for (const line of by.conversation(place.conversation).lines) {
    const event = line.state === 'sent' && line.event.type === 'message' ? line.event : undefined;
    if (event?.content?.type !== 'voice' || event.seq <= place.seq || event.by === me) continue;
    const at = { conversation: place.conversation, seq: event.seq };
    if (!hasHeard(by, at)) return { place: at, voice: event.content, by: event.by, direct: true };
  }
  return undefined;
}
