import { type ReactNode, useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import { FaultNote } from '../parts/fault-note.tsx';
import { faultTexts } from '../words/faults.ts';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';
import { seatWords } from '../words/seat.ts';
import { EffectNotice } from './effect-notice.tsx';
import type { MediaSeat } from './media-seat.ts';
import { MutedTalking } from './muted-talking.tsx';
import { useSeatRoom } from './use-room.ts';

interface RoomNoticesProps {
  seat: MediaSeat;
  /** The keyboard turns the microphone on while the space bar is held. */
  pushing: boolean;
  children?: ReactNode;
}

/** What is not as it should be with one's own sound and picture, in words, above the tiles. */
export function RoomNotices({ seat, pushing, children }: RoomNoticesProps) {
  const words = useWords(roomWords);
  const host = useWords(hostWords);
  const { room, me } = useSeatRoom(seat);
  return (
    <div className="room__notices">
      {children}
      {room.silenced && (
        <Banner
          icon="speaker"
          action={
            <Button size="sm" kind="main" onClick={() => void seat.room?.hear()}>
              {words.hear}
            </Button>
          }
        >
          {words.hearText}
        </Banner>
      )}
      {room.asked && (
        <Banner
          icon="mic"
          action={
            <span className="notice__acts">
              <Button size="sm" onClick={() => seat.room?.forgetAsk()}>
                {host.stayMuted}
              </Button>
              <Button size="sm" kind="main" onClick={() => seat.toggle('microphone')}>
                {words.unmute}
              </Button>
            </span>
          }
        >
          {host.askedYou}
        </Banner>
      )}
      {room.hushed && !room.asked && (
        <Banner
          icon="mic-off"
          action={
            room.allowed.microphone && (
              <Button size="sm" onClick={() => seat.toggle('microphone')}>
                {words.unmute}
              </Button>
            )
          }
        >
          {host.youMuted}
        </Banner>
      )}
      {me?.screen !== undefined && (
        <Banner
          icon="share"
          action={
            <Button size="sm" onClick={() => seat.share()}>
              {words.stopSharing}
            </Button>
          }
        >
          {words.youShare}
        </Banner>
      )}
      <Faults seat={seat} />
      <EffectNotice seat={seat} />
      <NetworkNotices seat={seat} />
      <MutedTalking seat={seat} pushing={pushing} />
    </div>
  );
}

function Faults({ seat }: { seat: MediaSeat }) {
  const words = useWords(roomWords);
  const faults = useWords(faultTexts);
  const fault = useSyncExternalStore(seat.subscribe, seat.fault);
  if (fault === undefined) return null;
  const { use } = fault;
  if (use !== 'screen') {
    return <FaultNote use={use} fault={fault.fault} onRetry={() => void seat.capture(use, true)} />;
  }
  return (
    <Banner
      icon="alert"
      action={
        <Button size="sm" onClick={seat.forgetFault}>
          {words.close}
        </Button>
      }
    >
      {fault.fault === 'system-denied' ? faults.shareDenied : faults.shareFailed}
    </Banner>
  );
}

/** The network, or the wish to spare it, keeps pictures away: sound comes first. */
function NetworkNotices({ seat }: { seat: MediaSeat }) {
  const words = useWords(seatWords);
  const { room, me } = useSeatRoom(seat);
  const { audioOnly } = useSyncExternalStore(seat.subscribe, seat.choices);
  if (audioOnly) {
    return (
      <Banner
        icon="video-off"
        action={
          <Button size="sm" onClick={() => seat.choose({ audioOnly: false })}>
            {words.showAgain}
          </Button>
        }
      >
        {words.audioOnlyOn}
      </Banner>
    );
  }
  const paused = room.people.some((person) => !person.me && person.paused);
  const weak = me?.quality === 'lost' && me.camera !== undefined;
  if (!paused && !weak) return null;
  return (
    <Banner
      icon="signal"
      action={
        <Button
          size="sm"
          onClick={() => (paused ? seat.choose({ audioOnly: true }) : void seat.capture('camera', false))}
        >
          {paused ? words.audioOnly : words.cameraOffShort}
        </Button>
      }
    >
      {paused ? words.poorText : words.ownPoorText}
    </Banner>
  );
}
