import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { callOf, type TabCall } from '#client/tab-call.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useMe } from '#web/app/client.tsx';
import { gridRects } from '#web/features/meeting/model/layout.ts';
import { tileId } from '#web/features/meeting/model/people.ts';
import type { Person } from '#web/features/meeting/model/room-state.ts';
import { FlyingReactions } from '#web/features/meeting/room/reactions.tsx';
import { RoomNotices } from '#web/features/meeting/room/room-notices.tsx';
import { ShortcutsSheet } from '#web/features/meeting/room/shortcuts-sheet.tsx';
import { Tile } from '#web/features/meeting/room/tile.tsx';
import { Tiles } from '#web/features/meeting/room/tiles.tsx';
import { useSize, useWakeLock } from '#web/features/meeting/room/use-room.ts';
import { useRoomKeys } from '#web/features/meeting/room/use-room-keys.ts';
import { useSystemKeys } from '#web/features/meeting/room/use-system-keys.ts';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { CallBar } from './call-bar.tsx';
import { CallFace } from './call-face.tsx';
import { CallPanel, type CallPanelName } from './call-panel.tsx';
import { faceOf, useCallTitle, useNameList, useSummary } from './call-title.ts';
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
  const { seat } = session;
  useSystemKeys(seat, title, () => session.send({ on: 'leave' }));
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
      <CallTop title={title} session={session} state={state} entry={entry} onMinimise={onMinimise} />
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
      <ShortcutsSheet open={shortcuts} onClose={() => setShortcuts(false)} meeting={false} />
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

type PicturesProps = Omit<CallScreenProps, 'onMinimise'> & { title: string };

/** Two people: the other one large and oneself in the corner, or a face. More: everybody in the grid. */
function CallPictures({ session, entry, conversation, title, state }: PicturesProps) {
  const account = useMe()?.id ?? '';
  const { room } = useCallRoom(session);
  const [pinned, setPinned] = useState<string>();
  const summary = useSummary(conversation);
  const others = room.people.filter((person) => !person.me);
  const screen = others.some((person) => person.screen !== undefined);
  const seen = screen || room.people.some((person) => person.camera !== undefined);
  if (others.length > 1 || screen || (entry?.group && seen)) {
    const shown = screen || pinned !== undefined ? 'speaker' : 'grid';
    return <Tiles seat={session.seat} state={room} view={shown} pinned={pinned} onPin={setPinned} />;
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

function TwoPictures({ session: { seat }, people }: { session: CallSession; people: readonly Person[] }) {
  const { hideSelf, unmirrored } = useSyncExternalStore(seat.subscribe, seat.choices);
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
          <Tile
            seat={seat}
            tile={cameraOf(large)}
            person={large}
            rect={rect}
            pinned={false}
            unmirrored={unmirrored}
            onPin={NO_PIN}
          />
        )}
        {box.width > 0 && small && !(hideSelf && small.me) && (small.camera !== undefined || swapped) && (
          <Tile
            seat={seat}
            tile={cameraOf(small)}
            person={small}
            rect={corner}
            pinned={false}
            unmirrored={unmirrored}
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
