import { useEffect, useRef } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { useLook } from '../effects/use-look.ts';
import type { Capture, CaptureState, PreviewState } from '../media/preview.ts';
import { canChooseSpeaker } from '../media/use-devices.ts';
import { useLevelLine } from '../media/use-level.ts';
import type { Choices } from '../model/choices.ts';
import type { DeviceList, DeviceUse } from '../model/devices.ts';
import { lookOf } from '../model/look.ts';
import type { SoundMode } from '../model/sound-mode.ts';
import { Control } from '../parts/control.tsx';
import { DevicePicker } from '../parts/device-picker.tsx';
import { SoundPicker } from '../parts/effect-pickers.tsx';
import { FaultNote } from '../parts/fault-note.tsx';
import { LookPicker } from '../parts/look-picker.tsx';
import { lobbyWords } from '../words/lobby.ts';

interface PreviewPaneProps {
  name: string;
  /** Decides the colour of the avatar. */
  id: string;
  state: PreviewState;
  devices: DeviceList;
  choices: Choices;
  onToggle: (capture: Capture) => void;
  onChoose: (use: DeviceUse, id: string | undefined) => void;
  onSound: (sound: SoundMode) => void;
  onLook: (change: Partial<Choices>) => void;
}

/** One's own picture, its switches, and which devices are used. */
export function PreviewPane({
  name,
  id,
  state,
  devices,
  choices,
  onToggle,
  onChoose,
  onSound,
  onLook,
}: PreviewPaneProps) {
  const camera = state.camera.at === 'on' ? state.camera.track : undefined;
  const look = lookOf(choices);
  const { track, fault } = useLook(camera, look);
  const words = useWords(lobbyWords);
  return (
    <section className="prejoin__side" aria-label={words.preview}>
      <div className="preview stage">
        <Picture state={state} track={track} name={name} id={id} />
        {name !== '' && (
          <span className="preview__name tile__plate">
            <span className="clip">{name}</span>
          </span>
        )}
        <PreviewBar state={state} onToggle={onToggle} />
      </div>
      <Faults state={state} onToggle={onToggle} />
      <div className="devices">
        {(['microphone', 'speaker', 'camera'] as const)
          .filter((use) => use !== 'speaker' || canChooseSpeaker)
          .map((use) => (
            <DevicePicker
              key={use}
              use={use}
              devices={devices[use]}
              chosen={choices[`${use}Id`] ?? (use === 'speaker' ? undefined : deviceOf(state[use]))}
              onChoose={(chosen) => onChoose(use, chosen)}
            />
          ))}
      </div>
      <div className="devices">
        <SoundPicker chosen={choices.sound} onChoose={onSound} />
      </div>
      <LookPicker look={look} fault={fault} onChoose={onLook} />
    </section>
  );
}

/** What keeps microphone and camera off: told once when it is the same for both. */
function Faults({ state, onToggle }: Pick<PreviewPaneProps, 'state' | 'onToggle'>) {
  const { microphone, camera } = state;
  if (microphone.at === 'fault' && camera.at === 'fault' && microphone.fault === camera.fault) {
    const both = () => {
      onToggle('microphone');
      onToggle('camera');
    };
    return <FaultNote use="both" fault={camera.fault} onRetry={both} />;
  }
  return (['microphone', 'camera'] as const).map((use) => {
    const capture = state[use];
    return capture.at === 'fault' ? (
      <FaultNote key={use} use={use} fault={capture.fault} onRetry={() => onToggle(use)} />
    ) : null;
  });
}

/** The device that is on, when the system chose it. */
function deviceOf(state: CaptureState): string | undefined {
  return state.at === 'on' ? state.track.getSettings().deviceId : undefined;
}

type PictureProps = Pick<PreviewPaneProps, 'state' | 'name' | 'id'> & { track: MediaStreamTrack | undefined };

function Picture({ state, track, name, id }: PictureProps) {
  const words = useWords(lobbyWords);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = track === undefined ? null : new MediaStream([track]);
  }, [track]);
  if (track !== undefined) {
    return <video ref={video} className="tile__video is-mirrored" autoPlay muted playsInline />;
  }
  return (
    <div className="preview__off">
      {name === '' ? null : <Avatar id={id} name={name} size={96} />}
      <p>{state.camera.at === 'starting' ? words.cameraStarting : words.cameraOff}</p>
    </div>
  );
}

function PreviewBar({ state, onToggle }: Pick<PreviewPaneProps, 'state' | 'onToggle'>) {
  const words = useWords(lobbyWords);
  const microphone = state.microphone.at === 'on' ? state.microphone.track : undefined;
  const line = useLevelLine(microphone);
  const on = (capture: Capture) => state[capture].at === 'on' || state[capture].at === 'starting';
  return (
    <div className="preview__bar control-bar">
      <Control
        icon={on('microphone') ? 'mic' : 'mic-off'}
        label={on('microphone') ? words.turnMicOff : words.turnMicOn}
        off={!on('microphone')}
        level={microphone === undefined ? undefined : line}
        onPress={() => onToggle('microphone')}
      />
      <Control
        icon={on('camera') ? 'video' : 'video-off'}
        label={on('camera') ? words.turnCameraOff : words.turnCameraOn}
        off={!on('camera')}
        onPress={() => onToggle('camera')}
      />
    </div>
  );
}
