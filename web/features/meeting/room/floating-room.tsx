import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import type { Meeting } from '../model/meeting.ts';
import { mainTile } from '../model/people.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { Duration } from './room-top.tsx';
import { Tile } from './tile.tsx';
import { useKeepPlace } from './use-keep-place.ts';
import { useMyself, useRoomActions, useRoomState, useWakeLock } from './use-room.ts';

interface FloatingRoomProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
}

const PICTURE = { left: 0, top: 0, width: 288, height: 162 };

/** The meeting in a small window, while one is elsewhere in the app. It can be dragged out of the way. */
export function FloatingRoom({ session, meeting }: FloatingRoomProps) {
  const words = useWords(roomWords);
  const state = useRoomState(session);
  const me = useMyself(state.people);
  const actions = useRoomActions(session, me);
  const { place, style, onPointerDown } = useKeepPlace();
  useWakeLock();
  const { number } = meeting.answer.meeting;
  const title = useMeetingTitle(meeting.answer.meeting);
  const restore = () => navigate(`/m/${number}`);
  const main = mainTile(state.people, undefined, state.spokeAt);
  const person = state.people.find((candidate) => candidate.identity === main?.identity);
  const speaking = me?.microphone === true;
  return (
    <section className="floating-room stage" ref={place} style={style} aria-label={words.room(title)}>
      <div className="floating-room__picture" onPointerDown={onPointerDown}>
        {main && person && (
          <Tile session={session} tile={main} person={person} rect={PICTURE} pinned={false} onPin={restore} />
        )}
      </div>
      <div className="floating-room__bar">
        <button type="button" className="floating-room__title clip" onClick={restore}>
          {meeting.link === 'mending' ? words.mending : title}
        </button>
        <Duration since={meeting.since} />
        <IconButton
          size="sm"
          icon={speaking ? 'mic' : 'mic-off'}
          label={speaking ? words.mute : words.unmute}
          onClick={() => actions.toggle('microphone')}
        />
        <IconButton size="sm" icon="expand" label={words.restore} onClick={restore} />
        <IconButton
          size="sm"
          icon="phone-down"
          className="floating-room__leave"
          label={words.leaveMeeting}
          onClick={() => session.send({ on: 'leave' })}
        />
      </div>
    </section>
  );
}
