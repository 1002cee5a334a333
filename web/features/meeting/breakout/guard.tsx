import './breakout.css';
import { useEffect } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import { useSeatRoom } from '../room/use-room.ts';
import type { MeetingSession } from '../session.ts';
import { tableOf } from './table.ts';
import { useBreakouts } from './use-table.ts';
import { offerOf } from './where.ts';
import { breakoutWords } from './words.ts';

/** In large meetings not everybody asks in the same moment. */
const MANY = 50;
const SPREAD_MS = 1000;

interface GuardProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
  /** One is elsewhere in the app: nothing is covered. */
  small?: boolean;
}

/** Goes where one belongs, for as long as one is in a meeting, and says so meanwhile. */
export function BreakoutGuard({ session, meeting, small = false }: GuardProps) {
  const words = useWords(breakoutWords);
  const { room } = useSeatRoom(session.seat);
  const { breakout } = meeting.answer;
  const moving = meeting.moving !== undefined;
  const mark = room.breakout;
  const many = room.people.length > MANY;
  const concerned = !moving && (mark !== '' || breakout !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another mark is news.
  useEffect(() => {
    if (!concerned) return undefined;
    const timer = setTimeout(() => void tableOf(session).look(), many ? Math.random() * SPREAD_MS : 0);
    return () => clearTimeout(timer);
  }, [session, concerned, mark, breakout?.id]);
  useInvitation(session, small);
  return (
    <div role="status" className={moving && !small ? 'breakout-moving stage' : 'visually-hidden breakout-still'}>
      {moving && (
        <span className="breakout-moving__text">
          {breakout === undefined ? words.goingBack : words.goingTo(breakout.name)}
        </span>
      )}
    </div>
  );
}

/** Hosts who are elsewhere in the app hear of rooms that call. `revision` grows with everything that hosts see. */
export function BreakoutToasts({ session, revision }: { session: MeetingSession; revision: number | undefined }) {
  const words = useWords(breakoutWords);
  const { table, view, go } = useBreakouts(session);
  const { room } = useSeatRoom(session.seat);
  const open = room.breakout !== '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision is news.
  useEffect(() => {
    if (open) void table.look();
  }, [table, open, revision]);
  const calling = view?.rooms.find(({ id, help }) => help !== undefined && id !== view.here?.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each call.
  useEffect(() => {
    if (calling?.help === undefined) return;
    const { id, name, help } = calling;
    showToast(words.helpFrom(name, help.name), { label: words.visit, run: () => void go(id) });
  }, [calling?.id, calling?.help?.identity]);
  return null;
}

/** Who is elsewhere in the app and asked to go to a room sees no banner. */
function useInvitation(session: MeetingSession, small: boolean): void {
  const words = useWords(breakoutWords);
  const { view, go } = useBreakouts(session);
  const asked = small && view !== undefined && offerOf(view) === 'asked' ? view.mine : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each room.
  useEffect(() => {
    if (asked === undefined) return;
    showToast(words.invited(asked.name), { label: words.join, run: () => void go(asked.id) });
  }, [asked?.id]);
}
