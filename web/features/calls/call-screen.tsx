import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { callOf, type TabCall } from '#client/tab-call.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { FlyingReactions } from '#web/features/meeting/room/reactions.tsx';
import { RoomNotices } from '#web/features/meeting/room/room-notices.tsx';
import { ShortcutsSheet } from '#web/features/meeting/room/shortcuts-sheet.tsx';
import { SmallWindow, useSmallWindow } from '#web/features/meeting/room/small-window.tsx';
import { useWakeLock } from '#web/features/meeting/room/use-room.ts';
import { useRoomKeys } from '#web/features/meeting/room/use-room-keys.ts';
import { useSystemKeys } from '#web/features/meeting/room/use-system-keys.ts';
import { seatWords } from '#web/features/meeting/words/seat.ts';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { CallBar } from './call-bar.tsx';
import { CallPanel, type CallPanelName } from './call-panel.tsx';
import { CallPictures } from './call-pictures.tsx';
import { useCallTitle, useNameList } from './call-title.ts';
import type { CallSession } from './session.ts';
import { useCallRoom, useDuration, useStanding } from './use-call-room.ts';
import { useCallViews } from './use-calls.ts';
import { callWords } from './words.ts';

export interface CallScreenProps {
  session: CallSession;
  state: TabCall;
  entry: CallEntry | undefined;
  /** Where it belongs to, as far as this person may know. */
  conversation: string | undefined;
  onMinimise: () => void;
}

/** The call over the whole window: always dark, because faces look right on dark. */
export function CallScreen({ session, state, entry, conversation, onMinimise }: CallScreenProps) {
  const words = useWords(callWords);
  const title = useCallTitle(entry, conversation);
  const { me } = useCallRoom(session);
  const [panel, setPanel] = useState<CallPanelName>();
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  useWakeLock();
  const [shortcuts, setShortcuts] = useState(false);
  const seatTexts = useWords(seatWords);
  const small = useSmallWindow(() => showToast(seatTexts.pipRefused));
  const leave = () => session.send({ on: 'leave' });
  const { seat } = session;
  useSystemKeys(seat, title, leave);
  const { pushing } = useRoomKeys(seat, {
    p: () => setPanel(panel === 'people' ? undefined : 'people'),
    '?': () => setShortcuts(true),
    escape: () => setPanel(undefined),
  });
  return (
    <section
      className={panel === undefined ? 'call stage' : 'call call--side stage'}
      aria-label={words.call(title)}
      tabIndex={-1}
      ref={place}
    >
      <CallTop
        title={title}
        session={session}
        state={state}
        entry={entry}
        onMinimise={onMinimise}
        onSmallWindow={state.at === 'in' ? small.open : undefined}
      />
      <div className="call__body">
        <div className="call__main">
          <CallNotices session={session} entry={entry} pushing={pushing} />
          <CallPictures session={session} entry={entry} conversation={conversation} title={title} state={state} />
          <FlyingReactions seat={seat} />
        </div>
        {panel !== undefined && (
          <CallPanel session={session} entry={entry} call={callOf(state)} panel={panel} onPanel={setPanel} />
        )}
      </div>
      <CallBar
        session={session}
        me={me}
        panel={panel}
        onPanel={setPanel}
        inside={state.at === 'in'}
        together={entry?.group === true || (entry?.people.length ?? 0) > 2}
      />
      {small.window && <SmallWindow place={small.window} seat={seat} onLeave={leave} />}
      <ShortcutsSheet open={shortcuts} onClose={() => setShortcuts(false)} meeting={false} />
    </section>
  );
}

type TopProps = Pick<CallScreenProps, 'session' | 'state' | 'entry' | 'onMinimise'> & {
  title: string;
  onSmallWindow: (() => void) | undefined;
};

function CallTop({ title, session, state, entry, onMinimise, onSmallWindow }: TopProps) {
  const words = useWords(callWords);
  const seatTexts = useWords(seatWords);
  const standing = useStanding(state, entry);
  const lasted = useDuration(entry);
  const { room, me } = useCallRoom(session);
  const weak = me?.quality === 'poor' || me?.quality === 'lost';
  const others = room.people.filter((person) => !person.me);
  const theirs = others.length === 1 && (others[0]?.quality === 'poor' || others[0]?.quality === 'lost');
  return (
    <header className="call__top">
      <IconButton icon="down" label={words.minimise} onClick={onMinimise} />
      <div className="call__who">
        <h1 className="call__title clip">{title}</h1>
        <p className="call__sub quiet">
          <span role="status">{standing}</span>
          {standing === undefined && <span className="num">{lasted}</span>}
          {(weak || theirs) && (
            <span className="call__weak" role="status">
              {weak ? words.weak : words.weakOther}
            </span>
          )}
        </p>
      </div>
      {onSmallWindow && <IconButton className="push" icon="focus" label={seatTexts.pip} onClick={onSmallWindow} />}
    </header>
  );
}

type NoticesProps = Pick<CallScreenProps, 'session' | 'entry'> & { pushing: boolean };

/** What is not as it should be, and whom it rings, in words. */
function CallNotices({ session, entry, pushing }: NoticesProps) {
  const words = useWords(callWords);
  const rung = entry?.group ? entry.people.filter((one) => one.state === 'ringing').map((one) => one.user) : [];
  const names = useNameList(rung.slice(0, 3));
  return (
    <RoomNotices seat={session.seat} pushing={pushing}>
      <Waiting session={session} />
      {rung.length > 0 && (
        <p className="call__rung quiet clip" role="status">
          {words.ringingWhom(rung.length > 3 ? `${names} +${rung.length - 3}` : names)}
        </p>
      )}
    </RoomNotices>
  );
}

/** [CA6] Another call waits for this person: one press changes places. */
function Waiting({ session }: Pick<CallScreenProps, 'session'>) {
  const words = useWords(callWords);
  const call = useSyncExternalStore(session.subscribe, session.waiting);
  const entry = useCallViews().find((view) => view.entry.call === call)?.entry;
  const title = useCallTitle(entry, undefined);
  if (call === undefined) return null;
  return (
    <Banner
      icon="pause"
      action={
        <Button size="sm" onClick={() => session.wish({ do: 'join', call, camera: false, hold: true })}>
          {words.goBackTo}
        </Button>
      }
    >
      {words.waits(title)}
    </Banner>
  );
}
