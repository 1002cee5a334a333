import { useEffect, useRef, useState } from 'react';
import { callOf, type TabCall } from '#client/tab-call.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useMe } from '#web/app/client.tsx';
import { gridRects } from '#web/features/meeting/model/layout.ts';
import { tileId } from '#web/features/meeting/model/people.ts';
import type { Person } from '#web/features/meeting/model/room-state.ts';
import { FaultNote } from '#web/features/meeting/parts/fault-note.tsx';
import { Tile } from '#web/features/meeting/room/tile.tsx';
import { Tiles } from '#web/features/meeting/room/tiles.tsx';
import { useSize, useWakeLock } from '#web/features/meeting/room/use-room.ts';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { CallBar } from './call-bar.tsx';
import { CallFace } from './call-face.tsx';
import { CallPanel, type CallPanelName } from './call-panel.tsx';
import { faceOf, useCallTitle, useNameList, useSummary } from './call-title.ts';
import type { CallSession } from './session.ts';
import { useCallRoom, useDuration, useStanding } from './use-call-room.ts';
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
  useCallKeys(session, me, () => setPanel(undefined));
  return (
    <section
      className={panel === undefined ? 'call stage' : 'call call--side stage'}
      aria-label={words.call(title)}
      tabIndex={-1}
      ref={place}
    >
      <CallTop title={title} session={session} state={state} entry={entry} onMinimise={onMinimise} />
      <div className="call__body">
        <div className="call__main">
          <CallNotices session={session} entry={entry} />
          <CallPictures session={session} entry={entry} conversation={conversation} title={title} state={state} />
        </div>
        {panel !== undefined && (
          <CallPanel session={session} entry={entry} call={callOf(state)} panel={panel} onPanel={setPanel} />
        )}
      </div>
      <CallBar session={session} me={me} panel={panel} onPanel={setPanel} inside={state.at === 'in'} />
    </section>
  );
}

type TopProps = Pick<CallScreenProps, 'session' | 'state' | 'entry' | 'onMinimise'> & { title: string };

function CallTop({ title, session, state, entry, onMinimise }: TopProps) {
  const words = useWords(callWords);
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
    </header>
  );
}

/** What is not as it should be, in words. */
function CallNotices({ session, entry }: Pick<CallScreenProps, 'session' | 'entry'>) {
  const words = useWords(callWords);
  const { room } = useCallRoom(session);
  const fault = session.fault();
  const rung = entry?.group ? entry.people.filter((one) => one.state === 'ringing').map((one) => one.user) : [];
  const names = useNameList(rung.slice(0, 3));
  return (
    <div className="room__notices">
      {room.silenced && (
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
      {fault !== undefined && (
        <FaultNote use={fault.use} fault={fault.fault} onRetry={() => void session.capture(fault.use, true)} />
      )}
      {rung.length > 0 && (
        <p className="call__rung quiet clip" role="status">
          {words.ringingWhom(rung.length > 3 ? `${names} +${rung.length - 3}` : names)}
        </p>
      )}
    </div>
  );
}

type PicturesProps = Omit<CallScreenProps, 'onMinimise'> & { title: string };

/** Two people: the other one large and oneself in the corner, or a face. More: everybody in the grid. */
function CallPictures({ session, entry, conversation, title, state }: PicturesProps) {
  const account = useMe()?.id ?? '';
  const { room } = useCallRoom(session);
  const [pinned, setPinned] = useState<string>();
  const summary = useSummary(conversation);
  const others = room.people.filter((person) => !person.me);
  const seen = room.people.some((person) => person.camera !== undefined || person.screen !== undefined);
  if (others.length > 1 || (entry?.group && seen)) {
    const view = room.people.some((person) => person.screen !== undefined && !person.me) ? 'speaker' : 'grid';
    const shown = pinned === undefined ? view : 'speaker';
    return <Tiles session={session} state={room} view={shown} pinned={pinned} onPin={setPinned} />;
  }
  if (seen) return <TwoPictures session={session} people={room.people} />;
  const rings = state.at === 'asking' || (entry?.answeredAt === undefined && state.at === 'in');
  const speaks = others.some((person) => person.speaking);
  return (
    <div className={speaks ? 'call__face is-speaking' : 'call__face'}>
      <CallFace
        user={faceOf(entry, summary, account)}
        conversation={conversation}
        title={title}
        size={128}
        rings={rings}
      />
      <p className="call__name">{title}</p>
    </div>
  );
}

const NO_PIN = () => undefined;

function TwoPictures({ session, people }: { session: CallSession; people: readonly Person[] }) {
  const [watch, box] = useSize();
  const [swapped, setSwapped] = useState(false);
  const me = people.find((person) => person.me);
  const other = people.find((person) => !person.me);
  const [large, small] = other === undefined ? [me, undefined] : swapped ? [me, other] : [other, me];
  const [whole] = gridRects(1, box, 0);
  const width = box.width < 560 ? 108 : 232;
  const height = box.width < 560 ? 152 : 146;
  const corner = { left: box.width - width - 12, top: box.height - height - 12, width, height };
  const phone = box.width < 560;
  const rect = phone || whole === undefined ? { left: 0, top: 0, width: box.width, height: box.height } : whole;
  return (
    <div className="tiles">
      <div className="tiles__box call__two" ref={watch}>
        {box.width > 0 && large && (
          <Tile session={session} tile={cameraOf(large)} person={large} rect={rect} pinned={false} onPin={NO_PIN} />
        )}
        {box.width > 0 && small && (small.camera !== undefined || swapped) && (
          <Tile
            session={session}
            tile={cameraOf(small)}
            person={small}
            rect={corner}
            pinned={false}
            onPin={() => setSwapped(!swapped)}
          />
        )}
      </div>
    </div>
  );
}

function cameraOf({ identity }: Person) {
  return { id: tileId(identity, 'camera'), identity, source: 'camera' as const };
}

/** M and V, as in meetings. Not while somebody writes. */
function useCallKeys(session: CallSession, me: Person | undefined, close: () => void): void {
  const latest = useRef({ me, close });
  latest.current = { me, close };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const field =
        event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
      if (event.ctrlKey || event.metaKey || event.altKey || field) return;
      const { me: mine } = latest.current;
      if (event.key === 'm') void session.capture('microphone', mine?.microphone !== true);
      if (event.key === 'v') void session.capture('camera', mine?.camera === undefined);
      if (event.key === 'Escape') latest.current.close();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [session]);
}
