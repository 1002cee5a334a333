import { useState } from 'react';
import type { MeetingDesk, MeetingLobby, MeetingMay } from '#protocol/meeting-rules.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { Switch } from '#web/ui/switch.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { MeetingSession } from '../session.ts';
import { hostWords } from '../words/host.ts';
import { AttendanceButton } from './attendance-button.tsx';
import { PasscodeForm } from './passcode-form.tsx';
import type { Hosting } from './use-hosting.ts';

interface HostPanelProps {
  session: MeetingSession;
  meeting: { number: string; title: string };
  hosting: Hosting;
}

/** What hosts decide for the whole room: the door, what the others may, quiet, and the attendance list. */
export function HostPanel({ session, meeting, hosting }: HostPanelProps) {
  const words = useWords(hostWords);
  const { desk } = hosting;
  if (desk === undefined) return <SkeletonRows count={6} label={words.controls} />;
  return (
    <div className="host-panel">
      <Door desk={desk} hosting={hosting} />
      <Switches desk={desk} hosting={hosting} />
      <section className="host-panel__part">
        <h3 className="host-panel__title">{words.quiet}</h3>
        <MuteAll hosting={hosting} />
        <Button wide icon="video-off" onClick={() => void hosting.mute('camera')}>
          {words.stopAllCameras}
        </Button>
      </section>
      <section className="host-panel__part">
        <h3 className="host-panel__title">{words.attendance}</h3>
        <AttendanceButton calls={session.calls} meeting={meeting} />
      </section>
    </div>
  );
}

export function MuteAll({ hosting }: { hosting: Hosting }) {
  const words = useWords(hostWords);
  const muteAll = async () => {
    if (await hosting.mute('microphone')) showToast(words.allMuted);
  };
  return (
    <Button wide icon="mic-off" onClick={() => void muteAll()}>
      {words.muteAll}
    </Button>
  );
}

function Door({ desk, hosting }: { desk: MeetingDesk; hosting: Hosting }) {
  const words = useWords(hostWords);
  const options: { value: MeetingLobby; label: string }[] = [
    { value: 'nobody', label: words.lobbyNobody },
    { value: 'guests', label: words.lobbyGuests },
    { value: 'everybody', label: words.lobbyEverybody },
  ];
  const texts: Record<MeetingLobby, string> = {
    nobody: words.lobbyNobodyText,
    guests: words.lobbyGuestsText,
    everybody: words.lobbyEverybodyText,
  };
  return (
    <section className="host-panel__part">
      <h3 className="host-panel__title">{words.door}</h3>
      <p className="host-panel__label">{words.lobby}</p>
      <Segmented
        label={words.lobby}
        value={desk.lobby}
        options={options}
        onChange={(lobby) => void hosting.set({ lobby })}
      />
      <p className="quiet host-panel__note">{texts[desk.lobby]}</p>
      <Choice
        label={words.lock}
        text={words.lockText}
        on={desk.locked}
        onChange={(locked) => hosting.set({ locked })}
      />
      <PasscodeForm passcode={desk.passcode} onSet={(passcode) => hosting.set({ passcode })} />
    </section>
  );
}

function Switches({ desk, hosting }: { desk: MeetingDesk; hosting: Hosting }) {
  const words = useWords(hostWords);
  const switches: [keyof MeetingMay, string][] = [
    ['unmute', words.mayUnmute],
    ['camera', words.mayCamera],
    ['share', words.mayShare],
    ['chat', words.mayChat],
    ['rename', words.mayRename],
    ['boards', words.mayBoards],
    ['files', words.mayFiles],
  ];
  return (
    <section className="host-panel__part" aria-label={words.othersMay}>
      <h3 className="host-panel__title">{words.othersMay}</h3>
      {switches.map(([name, label]) => (
        <Choice key={name} label={label} on={desk.may[name]} onChange={(on) => hosting.set({ may: { [name]: on } })} />
      ))}
    </section>
  );
}

interface ChoiceProps {
  label: string;
  text?: string;
  on: boolean;
  onChange: (on: boolean) => Promise<boolean>;
}

function Choice({ label, text, on, onChange }: ChoiceProps) {
  const [busy, setBusy] = useState(false);
  const change = async (next: boolean) => {
    setBusy(true);
    await onChange(next);
    setBusy(false);
  };
  return (
    <div className="host-tools__lock">
      <span className="row__main">
        {label}
        {text !== undefined && <span className="quiet">{text}</span>}
      </span>
      <Switch label={label} checked={on} disabled={busy} onChange={(next) => void change(next)} />
    </div>
  );
}
