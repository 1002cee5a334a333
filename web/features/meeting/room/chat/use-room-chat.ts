import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { meetingChatCalls } from '#client/meeting-chat.ts';
import { useClient, useConversations } from '#web/app/client.tsx';
import type { Meeting } from '../../model/meeting.ts';
import { ticketOf } from '../../model/tickets.ts';
import { GuestChat } from './guest-chat.ts';

type Inside = Extract<Meeting, { at: 'inside' }>;

/** The chat of the room that one is in: of a guest, all that they know of it. */
export interface RoomChat {
  number: string;
  /** Absent: one is a member, and the chat is a conversation. */
  guest: GuestChat | undefined;
}

/** For as long as one is in the room. */
export function useRoomChat({ answer }: Inside): RoomChat {
  const client = useClient();
  const { number } = answer.meeting;
  const ticket = answer.guest ? (answer.ticket ?? ticketOf(sessionStorage, number) ?? '') : undefined;
  const guest = useMemo(
    () => (ticket === undefined ? undefined : new GuestChat({ calls: meetingChatCalls(client), number, ticket })),
    [client, number, ticket],
  );
  useEffect(() => {
    void guest?.follow();
    return () => guest?.stop();
  }, [guest]);
  return { number, guest };
}

/** What was said and not read. */
export function useUnreadChat({ number, guest }: RoomChat): number {
  const conversations = useConversations();
  const unread = useSyncExternalStore(guest?.subscribe ?? nothing, guest?.unread ?? none);
  if (guest !== undefined) return unread;
  // Of somebody's own number there are chats of earlier meetings: the newest comes first.
  return conversations.find(({ summary }) => summary.settings?.meeting === number)?.unread ?? 0;
}

const nothing = () => () => undefined;
const none = () => 0;
