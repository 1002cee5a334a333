import './styles/lobby.css';
import './styles/page.css';
import { useMemo, useState } from 'react';
import { meetingCalls } from '#client/meetings.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { LobbyFrame } from './lobby/lobby-frame.tsx';
import { JoinByNumber } from './page/join-by-number.tsx';
import { MyMeetings } from './page/my-meetings.tsx';
import { NewMeeting } from './page/new-meeting.tsx';
import { CalendarFeed } from './planning/calendar-feed.tsx';
import { OwnNumber } from './planning/own-number.tsx';
import { PastMeetings } from './planning/past-meetings.tsx';
import { PlanForm } from './planning/plan-form.tsx';
import { Upcoming } from './planning/upcoming.tsx';
import { planWords } from './planning/words.ts';
import { pageWords } from './words/page.ts';

/** Where meetings begin: start one, join one, plan one, find one again. */
export function MeetingsPage() {
  const words = useWords(pageWords);
  const client = useClient();
  const calls = useMemo(() => meetingCalls(client), [client]);
  const plans = useWords(planWords);
  const [planning, setPlanning] = useState(false);
  return (
    <main className="pane pane--main">
      <div className="pane__scroll">
        <div className="page meetings">
          <header className="page__head">
            <div>
              <h1 className="page__title">{words.title}</h1>
              <p className="page__lead">{words.lead}</p>
            </div>
            <Button kind="main" icon="calendar" onClick={() => setPlanning(true)}>
              {plans.schedule}
            </Button>
          </header>
          <div className="meetings__doors">
            <NewMeeting calls={calls} />
            <JoinByNumber />
          </div>
          <Upcoming />
          <MyMeetings calls={calls} />
          <PastMeetings />
          <OwnNumber />
          <CalendarFeed />
          {planning && <PlanForm onClose={() => setPlanning(false)} />}
        </div>
      </div>
    </main>
  );
}

/** Meetings for who has no account: a number is all it takes. */
export function GuestJoinPage() {
  const words = useWords(pageWords);
  return (
    <LobbyFrame heading={words.title}>
      <div className="guest-door">
        <JoinByNumber />
      </div>
    </LobbyFrame>
  );
}
