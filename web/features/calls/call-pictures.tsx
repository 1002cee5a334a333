import { useState, useSyncExternalStore } from 'react';
import { useMe } from '#web/app/client.tsx';
import { gridRects } from '#web/features/meeting/model/layout.ts';
import { tileId } from '#web/features/meeting/model/people.ts';
import type { Person } from '#web/features/meeting/model/room-state.ts';
import { Tile } from '#web/features/meeting/room/tile.tsx';
import { Tiles } from '#web/features/meeting/room/tiles.tsx';
import { useSize } from '#web/features/meeting/room/use-room.ts';
import { CallFace } from './call-face.tsx';
import type { CallScreenProps } from './call-screen.tsx';
import { faceOf, useSummary } from './call-title.ts';
import type { CallSession } from './session.ts';
import { useCallRoom } from './use-call-room.ts';

type PicturesProps = Omit<CallScreenProps, 'onMinimise'> & { title: string };

/** Two people: the other one large and oneself in the corner, or a face. More: everybody in the grid. */
export function CallPictures({ session, entry, conversation, title, state }: PicturesProps) {
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
