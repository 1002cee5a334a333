import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { RoomState } from '../model/room-state.ts';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { DevicesPanel } from './devices-panel.tsx';
import { InvitePanel } from './invite-panel.tsx';
import { PeoplePanel } from './people-panel.tsx';
import type { Hosting } from './use-hosting.ts';
import type { RoomActions } from './use-room.ts';

export type PanelName = 'people' | 'invite' | 'devices';

interface SidePanelProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
  state: RoomState;
  actions: RoomActions;
  hosting: Hosting | undefined;
  panel: PanelName;
  onPanel: (panel: PanelName | undefined) => void;
}

/** Focus goes into each panel as it opens, and back to where it was when the last one closes. */
function useFocusWhileOpen(place: RefObject<HTMLElement | null>, panel: PanelName): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each panel takes the focus as it opens.
  useEffect(() => place.current?.focus(), [panel]);
}

/** Beside the tiles on a PC, from the foot on a phone. */
export function SidePanel({ session, meeting, state, actions, hosting, panel, onPanel }: SidePanelProps) {
  const words = useWords(roomWords);
  const place = useRef<HTMLElement>(null);
  useFocusWhileOpen(place, panel);
  const titles = { people: `${words.people} ${state.people.length}`, invite: words.invite, devices: words.devices };
  const contents: Record<PanelName, ReactNode> = {
    people: <PeoplePanel people={state.people} onInvite={() => onPanel('invite')} hosting={hosting} />,
    invite: <InvitePanel meeting={meeting.answer.meeting} />,
    devices: <DevicesPanel session={session} actions={actions} />,
  };
  return (
    <aside className="side-panel" ref={place} tabIndex={-1} aria-label={titles[panel]}>
      <header className="side-panel__head">
        <h2 className="side-panel__title num">{titles[panel]}</h2>
        <IconButton icon="close" label={words.close} onClick={() => onPanel(undefined)} />
      </header>
      <div className="side-panel__body">{contents[panel]}</div>
    </aside>
  );
}
