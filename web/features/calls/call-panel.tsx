import { useState, useSyncExternalStore } from 'react';
import type { CallId } from '#protocol/calls.ts';
import type { Person } from '#protocol/common.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { PeoplePicker } from '#web/features/chat/people-picker.tsx';
import type { Person as Attendee } from '#web/features/meeting/model/room-state.ts';
import { DevicesPanel } from '#web/features/meeting/room/devices-panel.tsx';
import { PanelFrame } from '#web/features/meeting/room/panel-frame.tsx';
import { ViewPanel } from '#web/features/meeting/room/view-panel.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { CallSession } from './session.ts';
import { useCallRoom } from './use-call-room.ts';
import { useCalling } from './use-calls.ts';
import { callWords } from './words.ts';

export type CallPanelName = 'people' | 'add' | 'devices';

interface CallPanelProps {
  session: CallSession;
  entry: CallEntry | undefined;
  call: CallId | undefined;
  panel: CallPanelName;
  onPanel: (panel: CallPanelName | undefined) => void;
}

/** Beside the pictures on a PC, from the foot on a phone. */
export function CallPanel({ session, entry, call, panel, onPanel }: CallPanelProps) {
  const words = useWords(callWords);
  const titles = { people: words.people, add: words.addPeople, devices: words.devices };
  return (
    <PanelFrame title={titles[panel]} name={panel} onClose={() => onPanel(undefined)} className="call-panel">
      {panel === 'people' && <People session={session} onAdd={() => onPanel('add')} />}
      {panel === 'add' && call !== undefined && (
        <AddPeople call={call} entry={entry} onDone={() => onPanel('people')} />
      )}
      {panel === 'devices' && (
        <>
          <DevicesPanel seat={session.seat} />
          <ViewPanel seat={session.seat} />
        </>
      )}
    </PanelFrame>
  );
}

function People({ session, onAdd }: { session: CallSession; onAdd: () => void }) {
  const words = useWords(callWords);
  const { room } = useCallRoom(session);
  return (
    <>
      <Button wide icon="person-plus" onClick={onAdd}>
        {words.addPeople}
      </Button>
      <ul className="call-panel__people">
        {room.people.map((person) => (
          <Somebody key={person.identity} session={session} person={person} />
        ))}
      </ul>
    </>
  );
}

/** Somebody in the call, and how loud they are here. */
function Somebody({ session: { seat }, person }: { session: CallSession; person: Attendee }) {
  const words = useWords(callWords);
  const name = useName(person.identity) ?? person.name;
  const volume = useSyncExternalStore(seat.subscribe, () => seat.volumeOf(person.identity));
  return (
    <li className="call-panel__person">
      <Face id={person.identity} name={name} size={32} />
      <span className="clip call-panel__name">{person.me ? words.you(name) : name}</span>
      <Icon name={person.microphone ? 'mic' : 'mic-off'} size="sm" />
      {!person.me && (
        <input
          type="range"
          className="call-panel__volume"
          aria-label={words.volumeOf(name)}
          min={0}
          max={100}
          value={Math.round(volume * 100)}
          onChange={(event) => seat.setVolume(person.identity, event.currentTarget.valueAsNumber / 100)}
        />
      )}
    </li>
  );
}

function AddPeople({ call, entry, onDone }: { call: CallId; entry: CallEntry | undefined; onDone: () => void }) {
  const words = useWords(callWords);
  const language = useLanguage();
  const calling = useCalling();
  const me = useMe()?.id ?? '';
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const there = entry?.people.filter(({ state }) => state === 'in' || state === 'ringing') ?? [];
  const add = async () => {
    try {
      await calling.invite(
        call,
        chosen.map(({ id }) => id),
      );
      onDone();
    } catch (error) {
      showToast(failureWords(error, language));
    }
  };
  return (
    <>
      <PeoplePicker
        chosen={chosen}
        onChange={setChosen}
        presentText={words.inTheCall}
        present={new Set([me, ...there.map(({ user }) => user)])}
      />
      <Button kind="main" wide disabled={chosen.length === 0} onClick={() => void add()}>
        {words.add(chosen.length)}
      </Button>
    </>
  );
}
