import { isHere, seatOf } from '#kernel/meeting-room.ts';
import type { TimeMs, UserId } from '#protocol/common.ts';
import type { Conversations } from '#server/conversations/api.ts';
import type { GuestAt } from '#server/files/api.ts';
import { findRoom } from '../room-store.ts';
import { guestId } from './guests.ts';
import { type ChatDb, chatOfConversation, guestSince, placeOf } from './store.ts';

/** [MC24] Whether a guest may have the files of a message at this moment. */
export function guestsSee(
  db: ChatDb,
  chats: () => Pick<Conversations['meetingChats'], 'isSaidSince'>,
): (at: GuestAt) => Promise<boolean> {
  return async ({ seat: identity, user, conversation, seq }) => {
    const chat = await chatOfConversation(db, conversation);
    const stored = chat && (await findRoom(db, chat.meeting));
    if (chat === undefined || stored === undefined) return false;
    const { room, meeting } = stored;
    const seat = seatOf(room, identity);
    const isIn = seat?.guest && isHere(seat) && guestId(identity) === user;
    const goesOn = room.over === undefined && chat.place === (await placeOf(db, meeting));
    if (!isIn || !goesOn || !room.may.files) return false;
    return chats().isSaidSince(conversation, seq, await cameAt(db, user, seat.since));
  };
}

/** From when on what is said is for the guest. */
export async function cameAt(db: ChatDb, guest: UserId, since: TimeMs): Promise<TimeMs> {
  return (await guestSince(db, guest)) ?? since;
}
