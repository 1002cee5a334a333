import { useEffect, useState } from 'react';
import { useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { BoardStage } from '../boards/board-stage.tsx';
import { useBoards } from '../boards/use-boards.ts';
import { BreakoutNews } from '../breakout/later.tsx';
import { useHosting } from '../host/use-hosting.ts';
import { WaitingNotice } from '../host/waiting.tsx';
import type { Meeting } from '../model/meeting.ts';
import { type ChosenView, sharersOf, type View, viewFor } from '../model/people.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { seatWords } from '../words/seat.ts';
import { useRoomChat } from './chat/use-room-chat.ts';
import { ControlBar } from './control-bar.tsx';
import { InvitePanel } from './invite-panel.tsx';
import { News } from './news.tsx';
import type { PanelName } from './panels.ts';
import { FlyingReactions } from './reactions.tsx';
import { RoomNotices } from './room-notices.tsx';
import { RoomTop } from './room-top.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { SidePanel } from './side-panel.tsx';
import { SmallWindow, useSmallWindow } from './small-window.tsx';
import { Tiles } from './tiles.tsx';
import { useSeatRoom, useWakeLock } from './use-room.ts';
import { useRoomKeys } from './use-room-keys.ts';
import { useSigns } from './use-signs.ts';
import { useStage } from './use-stage.ts';
import { useSystemKeys } from './use-system-keys.ts';

type Inside = Extract<Meeting, { at: 'inside' }>;

interface RoomScreenProps {
  session: MeetingSession;
  meeting: Inside;
}

/** The room: always dark, because faces look right on dark. */
export function RoomScreen({ session, meeting }: RoomScreenProps) {
  const words = useWords(roomWords);
  const seatTexts = useWords(seatWords);
  const { seat } = session;
  const { room, me } = useSeatRoom(seat);
  const account = useMe();
  const hosting = useHosting(session, meeting, me);
  const signs = useSigns(session, meeting);
  const chat = useRoomChat(meeting);
  const { view, choose, pinned, setPinned } = useView(room.people);
  const [panel, setPanel] = useState<PanelName>();
  const [aloneClosed, setAloneClosed] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const small = useSmallWindow(() => showToast(seatTexts.pipRefused));
  const title = useMeetingTitle(meeting.answer.meeting);
  const boards = useBoards(meeting, title);
  const leave = () => session.send({ on: 'leave' });
  const toggle = (name: PanelName) => setPanel(panel === name ? undefined : name);
  const hand = () => signs.raise(me?.hand === undefined);
  useWakeLock();
  useStage();
  useTitle(title);
  useSystemKeys(seat, title, leave);
  const { pushing } = useRoomKeys(seat, {
    h: hand,
    c: () => toggle('chat'),
    p: () => toggle('people'),
    g: () => choose(view === 'grid' ? 'speaker' : 'grid'),
    w: () => boards.toggle('whiteboard'),
    n: () => boards.toggle('notes'),
    '?': () => setShortcuts(true),
    escape: () => setPanel(undefined),
  });
  return (
    <main className={panel === undefined ? 'room stage' : 'room room--side stage'} aria-label={words.room(title)}>
      <RoomTop
        meeting={meeting}
        session={session}
        state={room}
        view={view}
        onView={choose}
        canMinimise={account !== undefined}
      />
      <div className="room__body">
        <div className={boards.source === undefined ? 'room__main' : 'room__main room__main--board'}>
          <RoomNotices seat={seat} pushing={pushing}>
            {hosting && panel !== 'people' && <WaitingNotice hosting={hosting} onShow={() => setPanel('people')} />}
            <BreakoutNews
              session={session}
              hosting={hosting}
              onShow={panel === 'breakout' ? undefined : () => setPanel('breakout')}
            />
            {meeting.link === 'mending' && <Banner icon="wifi-off">{words.mending}</Banner>}
            {meeting.link === 'mended' && <Banner icon="check">{words.mended}</Banner>}
          </RoomNotices>
          {boards.source !== undefined && (
            <BoardStage source={boards.source} onKind={boards.open} onClose={boards.close} />
          )}
          <Tiles seat={seat} state={room} view={view} pinned={pinned} onPin={setPinned} />
          {room.people.length === 1 && meeting.answer.breakout === undefined && panel === undefined && !aloneClosed && (
            <Alone meeting={meeting} onClose={() => setAloneClosed(true)} />
          )}
          <FlyingReactions seat={seat} />
          {!othersPart(meeting, room.breakout) && <News key={placeOf(meeting)} people={room.people} />}
        </div>
        {panel !== undefined && (
          <SidePanel
            session={session}
            chat={chat}
            meeting={meeting}
            state={room}
            hosting={hosting}
            panel={panel}
            onPanel={setPanel}
          />
        )}
      </div>
      <ControlBar
        session={session}
        chat={chat}
        me={me}
        count={room.people.length}
        host={me?.host === true}
        panel={panel}
        onPanel={setPanel}
        onHand={hand}
        onShortcuts={() => setShortcuts(true)}
        onBoard={boards.open}
        onSmallWindow={small.open}
      />
      {small.window && <SmallWindow place={small.window} seat={seat} onLeave={leave} />}
      <ShortcutsSheet open={shortcuts} onClose={() => setShortcuts(false)} meeting />
    </main>
  );
}

/** The room that one is in: who was in the one before has not left. */
function placeOf({ moving, answer }: Inside): string {
  return moving === undefined ? (answer.breakout?.id ?? 'main') : 'moving';
}

/** Those who go from the main room into breakout rooms have not left the meeting: it is not said of each. */
function othersPart({ answer }: Inside, mark: string): boolean {
  return answer.breakout === undefined && /^(open|closing) /.test(mark);
}

/** Grid or speaker, and who is kept large. */
function useView(people: Parameters<typeof sharersOf>[0]) {
  const [chosen, setChosen] = useState<ChosenView>({ view: 'grid', sharers: '' });
  const [pinned, setPinned] = useState<string>();
  const choose = (next: View) => {
    setChosen({ view: next, sharers: sharersOf(people) });
    setPinned(undefined);
  };
  return { view: viewFor(chosen, people, pinned), choose, pinned, setPinned };
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

/** Nobody else is here yet: what to send, at once. */
function Alone({ meeting, onClose }: { meeting: Inside; onClose: () => void }) {
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
