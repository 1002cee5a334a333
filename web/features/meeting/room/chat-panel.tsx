import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { roomChatWords } from '../words/chat.ts';
import { GuestPanel } from './chat/guest-panel.tsx';
import type { RoomChat } from './chat/use-room-chat.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

const MemberPanel = lazy(() =>
  loadPart(async () => ({ default: (await import('./chat/member-panel.tsx')).MemberPanel })),
);

/** What people write to everybody in the room. */
export function ChatPanel({ seat, chat }: { seat: MediaSeat; chat: RoomChat }) {
  const words = useWords(roomChatWords);
  const { room } = useSeatRoom(seat);
  if (chat.guest !== undefined) return <GuestPanel chat={chat.guest} mayTalk={room.mayTalk} />;
  return (
    <Suspense fallback={<SkeletonRows label={words.opening} />}>
      <MemberPanel number={chat.number} mayTalk={room.mayTalk} />
    </Suspense>
  );
}
