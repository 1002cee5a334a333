import type { TabCall } from '#client/tab-call.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useMe } from '#web/app/client.tsx';
import { mainTile } from '#web/features/meeting/model/people.ts';
import { Tile } from '#web/features/meeting/room/tile.tsx';
import { useKeepPlace } from '#web/features/meeting/room/use-keep-place.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { CallFace } from './call-face.tsx';
import { faceOf, useCallTitle, useSummary } from './call-title.ts';
import type { CallSession } from './session.ts';
import { useCallRoom, useDuration, useStanding } from './use-call-room.ts';
import { callWords } from './words.ts';

interface FloatingCallProps {
  session: CallSession;
  state: TabCall;
  entry: CallEntry | undefined;
  conversation: string | undefined;
  onRestore: () => void;
}

const PICTURE = { left: 0, top: 0, width: 288, height: 162 };

/** The call in a small window, while one is elsewhere in the app. It can be dragged out of the way. */
export function FloatingCall({ session, state, entry, conversation, onRestore }: FloatingCallProps) {
  const words = useWords(callWords);
  const title = useCallTitle(entry, conversation);
  const summary = useSummary(conversation);
  const account = useMe()?.id ?? '';
  const { room, me } = useCallRoom(session);
  const standing = useStanding(state, entry);
  const lasted = useDuration(entry);
  const { place, style, onPointerDown } = useKeepPlace();
  const main = mainTile(room.people, undefined, room.spokeAt);
  const person = room.people.find(({ identity }) => identity === main?.identity);
  const picture = person?.camera !== undefined || person?.screen !== undefined;
  const speaking = me?.microphone === true;
  return (
    <section className="floating-room stage" ref={place} style={style} aria-label={words.call(title)}>
      {picture && main && person && (
        <div className="floating-room__picture" onPointerDown={onPointerDown}>
          <Tile session={session} tile={main} person={person} rect={PICTURE} pinned={false} onPin={onRestore} />
        </div>
      )}
      <div className="floating-room__bar" onPointerDown={onPointerDown}>
        {!picture && (
          <CallFace user={faceOf(entry, summary, account)} conversation={conversation} title={title} size={32} />
        )}
        <button type="button" className="floating-room__title floating-call__title" onClick={onRestore}>
          <span className="clip">{title}</span>
          <span className="quiet num clip">{standing ?? lasted}</span>
        </button>
        <IconButton
          size="sm"
          icon={speaking ? 'mic' : 'mic-off'}
          label={speaking ? words.mute : words.unmute}
          onClick={() => void session.capture('microphone', !speaking)}
        />
        <IconButton size="sm" icon="expand" label={words.restore} onClick={onRestore} />
        <IconButton
          size="sm"
          icon="phone-down"
          className="floating-room__leave"
          label={words.hangUp}
          onClick={() => session.send({ on: 'leave' })}
        />
      </div>
    </section>
  );
}
