import './styles/index.css';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient, useStatus } from '#web/app/client.tsx';
import { keepPage } from '#web/app/load-part.ts';
import { navigate } from '#web/app/navigation.ts';
import { BreakoutGuard } from './breakout/guard.tsx';
import { Closed } from './lobby/closed.tsx';
import { Lobby } from './lobby/lobby.tsx';
import { LobbyLoading } from './lobby/lobby-loading.tsx';
import { Switching } from './lobby/switching.tsx';
import type { Meeting } from './model/meeting.ts';
import { digitsOf, isNumber } from './model/number.ts';
import { Away } from './room/away.tsx';
import { Ending } from './room/ending.tsx';
import { FloatingRoom } from './room/floating-room.tsx';
import { RoomScreen } from './room/room-screen.tsx';
import { type MeetingSession, sessionOf } from './session.ts';

/** All of meetings: the whole window at `number`, else only what goes on. */
export function Stage({ number }: { number: string | undefined }) {
  const session = sessionOf(useClient());
  const meeting = useSyncExternalStore(session.subscribe, session.meeting);
  const starting = useStatus().at === 'starting';
  const digits = number === undefined ? undefined : digitsOf(number);
  const wrong = digits !== undefined && !isNumber(digits);
  useEffect(() => {
    if (starting) return;
    session.send(digits === undefined || wrong ? { on: 'close' } : { on: 'open', number: digits });
  }, [session, digits, wrong, starting]);
  const inside = meeting.at === 'inside';
  useEffect(() => (inside ? keepPage() : undefined), [inside]);

  if (number === undefined) return meeting.at === 'inside' ? <Floating session={session} meeting={meeting} /> : null;
  if (wrong) return <Closed refusal={{ code: 'meeting.unknown' }} onRetry={() => undefined} />;
  return <Screen session={session} meeting={meeting} />;
}

function Screen({ session, meeting }: { session: MeetingSession; meeting: Meeting }) {
  switch (meeting.at) {
    case 'nowhere':
    case 'looking':
      return <LobbyLoading />;
    case 'closed':
      return <Closed refusal={meeting.refusal} onRetry={() => session.send({ on: 'open', number: meeting.number })} />;
    case 'lobby':
    case 'asking':
    case 'waiting':
    case 'entering':
    case 'elsewhere':
      return (
        <>
          <Lobby session={session} meeting={meeting} />
          {meeting.at === 'elsewhere' && (
            <Switching
              session={session}
              other={meeting.other}
              number={meeting.number}
              onStay={() => session.send({ on: 'stay' })}
            />
          )}
        </>
      );
    case 'inside':
      return <Inside session={session} meeting={meeting} />;
    case 'returning':
      return <Away session={session} meeting={meeting} />;
    case 'out':
      return <Ending session={session} meeting={meeting} />;
  }
}

function Floating({ session, meeting }: { session: MeetingSession; meeting: Extract<Meeting, { at: 'inside' }> }) {
  return (
    <>
      <FloatingRoom session={session} meeting={meeting} />
      <BreakoutGuard session={session} meeting={meeting} small />
    </>
  );
}

function Inside({ session, meeting }: { session: MeetingSession; meeting: Extract<Meeting, { at: 'inside' }> }) {
  const { number } = meeting.answer.meeting;
  return (
    <>
      <RoomScreen session={session} meeting={meeting} />
      <BreakoutGuard session={session} meeting={meeting} />
      {meeting.wanted !== undefined && (
        <Switching
          session={session}
          other={meeting.answer.meeting}
          number={meeting.wanted}
          onStay={() => navigate(`/m/${number}`, { replace: true })}
        />
      )}
    </>
  );
}
