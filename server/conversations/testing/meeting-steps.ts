import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { Caller } from '../../identity/api.ts';
import { freshClientId, type World } from '../conversations-world.ts';

/** What random histories do with the chats of meetings. */
export const MEETING_KINDS = ['meeting-chat', 'meeting-chat'] as const;

export function isMeetingKind(kind: string): kind is (typeof MEETING_KINDS)[number] {
  return kind === 'meeting-chat';
}

/** A chat begins; in one that has, people come and go with the meeting, and a guest speaks. */
export async function meetingStep(
  { conversations: { meetingChats }, database, people }: World,
  caller: Caller,
  { conversation, seq, other }: { conversation: ConversationId; seq: number; other: Caller },
): Promise<ConversationId | undefined> {
  const rows = database.read.selectFrom('conversations').select('settings').where('id', '=', conversation);
  const isChat = (await rows.executeTakeFirst())?.settings?.includes('"meeting"') === true;
  if (!isChat) {
    const chat = { number: '123456789', title: '', owner: caller.user, members: [other.user] };
    return meetingChats.begin(chat, async () => undefined);
  }
  const guest = seq % 2 ? people.add('guest').user : newId('u');
  const said = { clientId: freshClientId(), text: `g${seq}` };
  if (seq % 3 === 0) await meetingChats.comeIn(conversation, [caller.user, other.user]);
  if (seq % 3 === 1) await meetingChats.goOut(conversation, [other.user], caller.user);
  await meetingChats.sayAsGuest(conversation, guest, said);
  return undefined;
}
