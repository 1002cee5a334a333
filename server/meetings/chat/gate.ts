import { Failure } from '#kernel/failure.ts';
import { isHere, rightsOf, seatOf } from '#kernel/meeting-room.ts';
import type { SpeechGate } from '#server/conversations/api.ts';
import { findRoom } from '../room-store.ts';
import { guestId, seatNames } from './guests.ts';
import { type ChatDb, chatOfConversation } from './store.ts';

/**
 * [MC10] What the hosts let people say in the chat of their meeting, while it goes on. Looked at in the transaction that
 * stores what is said.
 */
export const chatGate: SpeechGate = async (transaction, conversation, by) => {
  const db = transaction as unknown as ChatDb;
  const chat = await chatOfConversation(db, conversation);
  const stored = chat && (await findRoom(db, chat.meeting));
  if (chat === undefined || stored === undefined) return;
  const { room, meeting } = stored;
  // Of somebody's own number, it may be the chat of an earlier meeting.
  const current = chat.place === meeting.number || chat.place === meeting.room;
  const seat = seatNames(by).flatMap((identity) => seatOf(room, identity) ?? [])[0];
  if (seat?.guest === true && guestId(seat.identity) === by && !isHere(seat)) throw new Failure('access.denied');
  if (!current || room.over !== undefined) return;
  if (seat?.state === 'removed') throw new Failure('meeting.removed');
  const goesOn = room.people.some(isHere);
  if (goesOn && !rightsOf(room, seat?.identity ?? by).data) throw new Failure('meeting.chat-off');
};
