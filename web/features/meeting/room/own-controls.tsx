import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { canShareScreen } from '../media/use-devices.ts';
import { useLevelLine } from '../media/use-level.ts';
import { Control } from '../parts/control.tsx';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

interface OwnControlsProps {
  seat: MediaSeat;
  disabled?: boolean;
}

/** Microphone with its level, camera, and the screen: M, V and S on the keyboard. */
export function OwnControls({ seat, disabled = false }: OwnControlsProps) {
  const words = useWords(roomWords);
  const host = useWords(hostWords);
  const { me, room } = useSeatRoom(seat);
  /** What the host does not allow says so, and does nothing. */
  const press = (allowed: boolean, work: () => void) => () => (allowed ? work() : showToast(host.notAllowed));
  const { microphone, camera, screen } = room.allowed;
  const speaking = me?.microphone === true;
  const seen = me?.camera !== undefined;
  const sharing = me?.screen !== undefined;
  const line = useLevelLine(speaking ? seat.room?.microphoneTrack() : undefined);
  return (
    <>
      <Control
        icon={speaking ? 'mic' : 'mic-off'}
        off={!speaking}
        level={speaking ? line : undefined}
        disabled={disabled}
        aria-keyshortcuts="M"
        label={speaking ? words.mute : words.unmute}
        text={speaking ? words.mute : words.unmute}
        onPress={press(microphone || speaking, () => seat.toggle('microphone'))}
      />
      <Control
        icon={seen ? 'video' : 'video-off'}
        off={!seen}
        disabled={disabled}
        aria-keyshortcuts="V"
        label={seen ? words.cameraOff : words.cameraOn}
        text={words.camera}
        onPress={press(camera || seen, () => seat.toggle('camera'))}
      />
      {canShareScreen && (
        <Control
          icon="share"
          className="control--share"
          on={sharing}
          disabled={disabled}
          aria-keyshortcuts="S"
          label={sharing ? words.stopSharing : words.share}
          text={sharing ? words.stopShare : words.share}
          onPress={press(screen || sharing, () => seat.share())}
        />
      )}
    </>
  );
}
