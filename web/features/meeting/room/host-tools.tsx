import { useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { Switch } from '#web/ui/switch.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { Person } from '../model/room-state.ts';
import { hostWords } from '../words/host.ts';
import { RoomMenu, type RoomMenuItem } from './room-menu.tsx';
import type { Hosting } from './use-hosting.ts';

interface PersonToolsProps {
  person: Person;
  hosting: Hosting;
  /** First in the menu. */
  more?: readonly RoomMenuItem[];
}

/** What the host may do with one person. */
export function PersonTools({ person, hosting, more = [] }: PersonToolsProps) {
  const words = useWords(hostWords);
  const [asking, setAsking] = useState(false);
  const { identity, name } = person;
  const items: RoomMenuItem[] = [...more];
  const offer = (label: string, icon: RoomMenuItem['icon'], source: 'microphone' | 'camera' | 'screen') =>
    items.push({ label, icon, onChoose: () => void hosting.mute(source, identity) });
  if (person.microphone) offer(words.mute, 'mic-off', 'microphone');
  if (person.camera !== undefined) offer(words.stopCamera, 'video-off', 'camera');
  if (person.screen !== undefined) offer(words.stopScreen, 'share', 'screen');
  items.push({ label: words.remove, icon: 'logout', danger: true, onChoose: () => setAsking(true) });
  const remove = () => {
    setAsking(false);
    void hosting.remove(identity);
  };
  return (
    <>
      <RoomMenu trigger={<IconButton size="sm" icon="more" label={words.tools(name)} />} items={items} />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={remove}
        title={words.removeTitle(name)}
        confirm={words.removeConfirm}
        danger
      >
        {person.guest ? words.removeGuestText : words.removeText}
      </Confirm>
    </>
  );
}

/** For the whole room: quiet, and a locked door. */
export function RoomTools({ hosting }: { hosting: Hosting }) {
  const words = useWords(hostWords);
  const muteAll = async () => {
    if (await hosting.mute('microphone')) showToast(words.allMuted);
  };
  return (
    <div className="host-tools">
      <Button wide icon="mic-off" onClick={() => void muteAll()}>
        {words.muteAll}
      </Button>
      <div className="host-tools__lock">
        <span className="row__main">
          {words.lock}
          <span className="quiet">{words.lockText}</span>
        </span>
        <Switch label={words.lock} checked={hosting.locked} onChange={(locked) => void hosting.lock(locked)} />
      </div>
    </div>
  );
}

/** Whom the host keeps out. */
export function RemovedList({ hosting }: { hosting: Hosting }) {
  const words = useWords(hostWords);
  if (hosting.removed.length === 0) return null;
  return (
    <section className="removed" aria-label={words.removed}>
      <h3 className="removed__title quiet">{words.removed}</h3>
      <ul className="people-list">
        {hosting.removed.map(({ identity, name }) => (
          <li key={identity} className="row row--tight">
            <span className="row__main clip">{name}</span>
            <Button size="sm" aria-label={words.readmitNamed(name)} onClick={() => void hosting.readmit(identity)}>
              {words.readmit}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
