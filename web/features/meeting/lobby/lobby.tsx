import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useMe } from '#web/app/client.tsx';
import type { PreviewState } from '../media/preview.ts';
import { useDevices } from '../media/use-devices.ts';
import { type DeviceList, type DeviceUse, presentDevice } from '../model/devices.ts';
import type { Entry, Meeting } from '../model/meeting.ts';
import type { SoundMode } from '../model/sound-mode.ts';
import type { MeetingSession } from '../session.ts';
import { LobbyCard } from './lobby-card.tsx';
import { LobbyFrame } from './lobby-frame.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { WaitingCard } from './waiting-card.tsx';

const REFRESH_MS = 8000;

export type LobbyState = Extract<Meeting, { at: 'lobby' | 'asking' | 'waiting' | 'elsewhere' | 'entering' }>;

/** Before a meeting: how one looks and sounds, who is there, and the door. */
export function Lobby({ session, meeting }: { session: MeetingSession; meeting: LobbyState }) {
  const { preview } = session;
  const state = useSyncExternalStore(preview.subscribe, preview.state);
  const choices = useSyncExternalStore(session.subscribe, session.choices);
  const me = useMe();
  const [guestName, setGuestName] = useState(choices.guestName ?? '');
  const asked = `${state.microphone.at} ${state.camera.at}`;
  const devices = useDevices(asked);
  usePreview(session);
  useFreshView(session, meeting.number);
  usePluggedIn(session, state, devices);

  const choose = (use: DeviceUse, id: string | undefined) => {
    session.choose({ [`${use}Id`]: id });
    if (use !== 'speaker' && choices[use]) void preview.start({ [use]: presentDevice(devices[use], id) });
  };
  const toggle = (use: 'microphone' | 'camera') => {
    const on = state[use].at !== 'on' && state[use].at !== 'starting';
    session.choose({ [use]: on });
    if (on) void preview.start({ [use]: presentDevice(devices[use], choices[`${use}Id`]) });
    else preview.stop(use);
  };
  const chooseSound = (sound: SoundMode) => {
    session.choose({ sound });
    if (choices.microphone) void preview.start({ microphone: presentDevice(devices.microphone, choices.microphoneId) });
  };
  const join = (quiet: boolean, passcode: string | undefined) => {
    const entry: Entry = { microphone: !quiet && choices.microphone, camera: !quiet && choices.camera };
    if (passcode !== undefined) entry.passcode = passcode;
    if (me === undefined) {
      session.choose({ guestName: guestName.trim() });
      entry.name = guestName.trim();
    }
    session.send({ on: 'join', entry });
  };
  return (
    <LobbyFrame>
      <div className="prejoin__main">
        <PreviewPane
          name={me?.nickname ?? guestName}
          id={me?.id ?? guestName}
          state={state}
          devices={devices}
          choices={choices}
          onToggle={toggle}
          onChoose={choose}
          onSound={chooseSound}
          onLook={(change) => session.choose(change)}
        />
        {meeting.at === 'waiting' ? (
          <WaitingCard
            meeting={meeting}
            guest={me === undefined ? guestName.trim() : undefined}
            onLeave={() => session.send({ on: 'leave' })}
          />
        ) : (
          <LobbyCard
            meeting={meeting}
            me={me?.id}
            microphone={state.microphone}
            guest={me === undefined ? { name: guestName, onName: setGuestName } : undefined}
            onJoin={join}
          />
        )}
      </div>
    </LobbyFrame>
  );
}

/** Devices are on while the lobby is open; the room takes what it needs, the rest is let go. */
function usePreview(session: MeetingSession): void {
  useEffect(() => {
    void session
      .startPreview()
      .then(session.prepare)
      .catch(() => undefined); // Joining loads it again, and tells what is wrong.
    return () => session.preview.close();
  }, [session]);
}

/** A microphone or camera that was missing is taken as soon as it is plugged in. */
function usePluggedIn({ preview }: MeetingSession, state: PreviewState, devices: DeviceList): void {
  const known = useRef(devices);
  useEffect(() => {
    const before = known.current;
    known.current = devices;
    for (const use of ['microphone', 'camera'] as const) {
      const capture = state[use];
      const missing = capture.at === 'fault' && capture.fault === 'missing';
      if (missing && devices[use].length > before[use].length) void preview.start({ [use]: undefined });
    }
  }, [preview, state, devices]);
}

function useFreshView(session: MeetingSession, number: string): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void session.refresh(number);
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [session, number]);
}
