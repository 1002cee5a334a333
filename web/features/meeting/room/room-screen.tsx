import { useEffect, useState } from 'react';
import { useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Link, Meeting } from '../model/meeting.ts';
import { type ChosenView, sharersOf, type View, viewFor } from '../model/people.ts';
import type { RoomState } from '../model/room-state.ts';
import { FaultNote } from '../parts/fault-note.tsx';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { faultTexts } from '../words/faults.ts';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';
import { ControlBar } from './control-bar.tsx';
import { InvitePanel } from './invite-panel.tsx';
import { News } from './news.tsx';
import { RoomTop } from './room-top.tsx';
import { type PanelName, SidePanel } from './side-panel.tsx';
import { Tiles } from './tiles.tsx';
import { useHosting } from './use-hosting.ts';
import { useKeys } from './use-keys.ts';
import { type RoomActions, useMyself, useRoomActions, useRoomState, useWakeLock } from './use-room.ts';

interface RoomScreenProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
}

/** The room: always dark, because faces look right on dark. */
export function RoomScreen({ session, meeting }: RoomScreenProps) {
  const words = useWords(roomWords);
  const state = useRoomState(session);
  const me = useMyself(state.people);
  const account = useMe();
  const actions = useRoomActions(session, me);
  const hosting = useHosting(session, meeting);
  const [chosen, setChosen] = useState<ChosenView>({ view: 'grid', sharers: '' });
  const [pinned, setPinned] = useState<string>();
  const [panel, setPanel] = useState<PanelName>();
  const [aloneClosed, setAloneClosed] = useState(false);
  useWakeLock();
  useKeys({
    m: () => actions.toggle('microphone'),
    v: () => actions.toggle('camera'),
    escape: () => setPanel(undefined),
  });
  const title = useMeetingTitle(meeting.answer.meeting);
  useTitle(title);
  const view = viewFor(chosen, state.people, pinned);
  const choose = (next: View) => {
    setChosen({ view: next, sharers: sharersOf(state.people) });
    setPinned(undefined);
  };
  return (
    <main className={panel === undefined ? 'room stage' : 'room room--side stage'} aria-label={words.room(title)}>
      <RoomTop
        meeting={meeting}
        session={session}
        state={state}
        view={view}
        onView={choose}
        actions={actions}
        canMinimise={account !== undefined}
      />
      <div className="room__body">
        <div className="room__main">
          <Notices link={meeting.link} state={state} session={session} actions={actions} />
          <Tiles session={session} state={state} view={view} pinned={pinned} onPin={setPinned} />
          {state.people.length === 1 && panel === undefined && !aloneClosed && (
            <Alone meeting={meeting} onClose={() => setAloneClosed(true)} />
          )}
          <News people={state.people} />
        </div>
        {panel !== undefined && (
          <SidePanel
            session={session}
            meeting={meeting}
            state={state}
            actions={actions}
            hosting={hosting}
            panel={panel}
            onPanel={setPanel}
          />
        )}
      </div>
      <ControlBar
        session={session}
        me={me}
        count={state.people.length}
        host={meeting.answer.host}
        actions={actions}
        panel={panel}
        onPanel={setPanel}
      />
    </main>
  );
}

function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}

interface NoticesProps {
  link: Link;
  state: RoomState;
  session: MeetingSession;
  actions: RoomActions;
}

/** What is not as it should be, in words, above the tiles. */
function Notices({ link, state, session, actions }: NoticesProps) {
  const words = useWords(roomWords);
  const faults = useWords(faultTexts);
  const host = useWords(hostWords);
  const me = useMyself(state.people);
  const { fault } = actions;
  return (
    <div className="room__notices">
      {link === 'mending' && <Banner icon="wifi-off">{words.mending}</Banner>}
      {link === 'mended' && <Banner icon="check">{words.mended}</Banner>}
      {state.silenced && (
        <Banner
          icon="speaker"
          action={
            <Button size="sm" kind="main" onClick={() => void session.room?.hear()}>
              {words.hear}
            </Button>
          }
        >
          {words.hearText}
        </Banner>
      )}
      {state.hushed && (
        <Banner
          icon="mic-off"
          action={
            <Button size="sm" onClick={() => actions.toggle('microphone')}>
              {words.unmute}
            </Button>
          }
        >
          {host.youMuted}
        </Banner>
      )}
      {me?.screen !== undefined && (
        <Banner
          icon="share"
          action={
            <Button size="sm" onClick={actions.share}>
              {words.stopSharing}
            </Button>
          }
        >
          {words.youShare}
        </Banner>
      )}
      {fault?.use === 'screen' && (
        <Banner
          icon="alert"
          action={
            <Button size="sm" onClick={actions.forgetFault}>
              {words.close}
            </Button>
          }
        >
          {fault.fault === 'system-denied' ? faults.shareDenied : faults.shareFailed}
        </Banner>
      )}
      {fault !== undefined && fault.use !== 'screen' && (
        <FaultNote
          use={fault.use}
          fault={fault.fault}
          onRetry={() => fault.use !== 'screen' && actions.toggle(fault.use)}
        />
      )}
    </div>
  );
}

/** Nobody else is here yet: what to send, at once. */
function Alone({ meeting, onClose }: { meeting: Extract<Meeting, { at: 'inside' }>; onClose: () => void }) {
  const words = useWords(roomWords);
  return (
    <section className="alone">
      <h2 className="alone__title">
        <Icon name="person-plus" />
        {words.alone}
        <IconButton size="sm" className="push" icon="close" label={words.close} onClick={onClose} />
      </h2>
      <p className="quiet">{words.aloneText}</p>
      <InvitePanel meeting={meeting.answer.meeting} />
    </section>
  );
}
