import type { ReactNode } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { BreakoutTools } from '../breakout/later.tsx';
import { breakoutWords } from '../breakout/words.ts';
import { HostPanel } from '../host/host-panel.tsx';
import type { Hosting } from '../host/use-hosting.ts';
import type { Meeting } from '../model/meeting.ts';
import type { RoomState } from '../model/room-state.ts';
import type { MeetingSession } from '../session.ts';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';
import { seatWords } from '../words/seat.ts';
import type { RoomChat } from './chat/use-room-chat.ts';
import { ChatPanel } from './chat-panel.tsx';
import { DevicesPanel } from './devices-panel.tsx';
import { InvitePanel } from './invite-panel.tsx';
import { NetworkPanel } from './network-panel.tsx';
import { PanelFrame } from './panel-frame.tsx';
import type { PanelName } from './panels.ts';
import { PeoplePanel } from './people-panel.tsx';
import { ViewPanel } from './view-panel.tsx';

interface SidePanelProps {
  session: MeetingSession;
  chat: RoomChat;
  meeting: Extract<Meeting, { at: 'inside' }>;
  state: RoomState;
  hosting: Hosting | undefined;
  panel: PanelName;
  onPanel: (panel: PanelName | undefined) => void;
}

/** What is beside the tiles of a meeting: chat and people are one click from each other. */
export function SidePanel({ session, chat, meeting, state, hosting, panel, onPanel }: SidePanelProps) {
  const words = useWords(roomWords);
  const seatTexts = useWords(seatWords);
  const host = useWords(hostWords);
  const breakout = useWords(breakoutWords);
  const { seat } = session;
  const titles: Record<PanelName, string> = {
    chat: seatTexts.chat,
    people: `${words.people} ${state.people.length}`,
    invite: words.invite,
    devices: words.devices,
    view: seatTexts.view,
    network: seatTexts.network,
    controls: host.controls,
    breakout: breakout.title,
  };
  const contents: Record<PanelName, () => ReactNode> = {
    chat: () => <ChatPanel seat={seat} chat={chat} />,
    people: () => (
      <PeoplePanel
        session={session}
        meeting={meeting}
        people={state.people}
        onInvite={() => onPanel('invite')}
        onControls={() => onPanel('controls')}
        hosting={hosting}
      />
    ),
    invite: () => <InvitePanel meeting={meeting.answer.meeting} passcode={hosting?.desk?.passcode} />,
    devices: () => <DevicesPanel seat={seat} />,
    view: () => <ViewPanel seat={seat} />,
    network: () => <NetworkPanel seat={seat} />,
    breakout: () => <BreakoutTools session={session} hosting={hosting} />,
    controls: () =>
      hosting === undefined ? null : <HostPanel session={session} meeting={meeting.answer.meeting} hosting={hosting} />,
  };
  const tabs = (panel === 'chat' || panel === 'people') && (
    <PanelTabs panel={panel} titles={titles} onPanel={onPanel} />
  );
  return (
    <PanelFrame title={titles[panel]} name={panel} onClose={() => onPanel(undefined)} {...(tabs && { head: tabs })}>
      {contents[panel]()}
    </PanelFrame>
  );
}

interface PanelTabsProps {
  panel: PanelName;
  titles: Record<PanelName, string>;
  onPanel: (panel: PanelName) => void;
}

function PanelTabs({ panel, titles, onPanel }: PanelTabsProps) {
  return (
    <div className="panel-tabs">
      {(['chat', 'people'] as const).map((name) => (
        <button
          key={name}
          type="button"
          className={name === panel ? 'panel-tabs__tab num is-on' : 'panel-tabs__tab num'}
          aria-current={name === panel ? 'true' : undefined}
          onClick={() => onPanel(name)}
        >
          {titles[name]}
        </button>
      ))}
    </div>
  );
}
