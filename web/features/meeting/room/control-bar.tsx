import type { BoardKind } from '#protocol/boards.ts';
import { useWords } from '#web/i18n/words.ts';
import type { Person } from '../model/room-state.ts';
import { Control } from '../parts/control.tsx';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { seatWords } from '../words/seat.ts';
import { type RoomChat, useUnreadChat } from './chat/use-room-chat.ts';
import { LeaveControl } from './leave-control.tsx';
import { MoreControl } from './more-control.tsx';
import { OwnControls } from './own-controls.tsx';
import type { PanelName } from './panels.ts';
import { ReactControl } from './reactions.tsx';

interface ControlBarProps {
  session: MeetingSession;
  chat: RoomChat;
  me: Person | undefined;
  count: number;
  host: boolean;
  panel: PanelName | undefined;
  onPanel: (panel: PanelName | undefined) => void;
  onHand: () => void;
  onShortcuts: () => void;
  onBoard: (kind: BoardKind) => void;
  onSmallWindow: (() => void) | undefined;
}

/** Everything one does in a meeting, at the foot of it. */
export function ControlBar(props: ControlBarProps) {
  const { session, chat, me, count, host, panel, onPanel, onHand } = props;
  const words = useWords(roomWords);
  const seatTexts = useWords(seatWords);
  const { seat } = session;
  const toggle = (name: PanelName) => onPanel(panel === name ? undefined : name);
  const up = me?.hand !== undefined;
  return (
    <footer className="room__bottom">
      <span />
      <div className="control-bar">
        <OwnControls seat={seat} />
        <Control
          icon="hand"
          className="control--hand"
          on={up}
          aria-pressed={up}
          aria-keyshortcuts="H"
          label={seatTexts.raise}
          text={up ? seatTexts.lowerShort : seatTexts.raiseShort}
          onPress={onHand}
        />
        <ReactControl seat={seat} />
        <ChatControl chat={chat} open={panel === 'chat'} onPress={() => toggle('chat')} />
        <Control
          icon="people"
          className="control--people"
          on={panel === 'people'}
          aria-expanded={panel === 'people'}
          label={`${words.people} ${count}`}
          text={words.people}
          onPress={() => toggle('people')}
        />
        <MoreControl {...props} sharing={me?.screen !== undefined} handUp={up} />
        <LeaveControl session={session} host={host} />
      </div>
      <span />
    </footer>
  );
}

function ChatControl({ chat, open, onPress }: { chat: RoomChat; open: boolean; onPress: () => void }) {
  const words = useWords(seatWords);
  const unread = useUnreadChat(chat);
  return (
    <Control
      icon="chat"
      on={open}
      aria-expanded={open}
      aria-keyshortcuts="C"
      label={unread > 0 ? words.chatUnread(unread) : words.chat}
      text={words.chat}
      badge={unread > 0 && <span className="control__badge num">{unread > 99 ? '99+' : unread}</span>}
      onPress={onPress}
    />
  );
}
