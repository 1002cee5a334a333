import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { meetingChatCalls } from '#client/meeting-chat.ts';
import { useClient, useConversation, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useTitle } from '#web/app/names.ts';
import { AttachmentOverlays } from '#web/features/chat/attachments/overlays.tsx';
import { Composer } from '#web/features/chat/composer.tsx';
import { ContentOverlays } from '#web/features/chat/contents/overlays.tsx';
import { WritingPlace } from '#web/features/chat/groups/writing-place.tsx';
import { historyOf, menuOf } from '#web/features/chat/messages/acting.ts';
import { PinBar } from '#web/features/chat/pins/pin-bar.tsx';
import { readersOf } from '#web/features/chat/reading/receipt.tsx';
import { useSeen } from '#web/features/chat/reading/use-seen.ts';
import { useOwnSelection } from '#web/features/chat/selecting/selection.ts';
import { SelectionBar } from '#web/features/chat/selecting/selection-bar.tsx';
import { KeepingOverlays } from '#web/features/chat/stars/overlays.tsx';
import { Timeline } from '#web/features/chat/timeline.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import '#web/ui/styles/composer.css';
import '#web/ui/styles/message.css';
import '#web/features/chat/chat.css';
import '#web/features/chat/messages/messages.css';
import '#web/features/chat/threads/threads.css';
import { roomChatWords } from '../../words/chat.ts';

interface MemberPanelProps {
  /** The meeting's. */
  number: string;
  /** The host lets one write. */
  mayTalk: boolean;
}

/** What is said in the meeting, for members: its conversation, as it is among their others. */
export function MemberPanel({ number, mayTalk }: MemberPanelProps) {
  const words = useWords(roomChatWords);
  const language = useLanguage();
  const { conversation, failure, open } = useOpened(number);
  if (conversation !== undefined) return <Conversation id={conversation} mayTalk={mayTalk} />;
  if (failure === undefined) return <SkeletonRows label={words.opening} />;
  return (
    <Empty
      art="fallen"
      alert
      title={words.failed}
      actions={
        <Button icon="refresh" onClick={open}>
          {words.tryAgain}
        </Button>
      }
    >
      {failureWords(failure, language)}
    </Empty>
  );
}

/** The conversation of the meeting: the server makes it, or lets one in. */
function useOpened(number: string) {
  const client = useClient();
  const [state, setState] = useState<{ conversation?: string; failure?: unknown }>({});
  const open = useCallback(() => {
    setState({});
    meetingChatCalls(client)
      .open(number)
      .then(setState, (failure: unknown) => setState({ failure }));
  }, [client, number]);
  useEffect(open, [open]);
  return { ...state, open };
}

function Conversation({ id, mayTalk }: { id: string; mayTalk: boolean }) {
  const client = useClient();
  const words = useWords(roomChatWords);
  const view = useConversation(id);
  const me = useMe();
  const title = useTitle(view.summary);
  const selection = useOwnSelection(id);
  useEffect(() => client.open(id), [client, id]);
  useSeen(id);
  const { summary } = view;
  if (summary === undefined || me === undefined) return <SkeletonRows label={words.opening} />;
  const silent = view.lines.every((line) => line.state === 'sent' && line.event.type === 'created');
  return (
    <div className="room-talk">
      <PinBar conversation={id} />
      {silent ? (
        <div className="room-chat">
          <p className="room-chat__note quiet">{words.note}</p>
          <p className="room-chat__empty">{words.empty}</p>
        </div>
      ) : (
        <Timeline view={view} direct={false} />
      )}
      {selection !== undefined && <SelectionBar selection={selection} />}
      {selection === undefined && !mayTalk && <p className="room-chat__note quiet">{words.forbidden}</p>}
      {selection === undefined && mayTalk && (
        <WritingPlace summary={summary}>
          <Composer conversation={id} me={me.id} title={title} group />
        </WritingPlace>
      )}
      <Overlays />
      <ContentOverlays />
      <KeepingOverlays />
      <AttachmentOverlays place={id} />
    </div>
  );
}

const MessageMenu = lazy(() =>
  loadPart(async () => ({ default: (await import('#web/features/chat/messages/message-menu.tsx')).MessageMenu })),
);
const EditHistory = lazy(() =>
  loadPart(async () => ({ default: (await import('#web/features/chat/messages/edit-history.tsx')).EditHistory })),
);
const ReadersSheet = lazy(() =>
  loadPart(async () => ({ default: (await import('#web/features/chat/reading/readers-sheet.tsx')).ReadersSheet })),
);

function Overlays() {
  const [menu, history, readers] = [menuOf.use(), historyOf.use(), readersOf.use()];
  return (
    <Suspense>
      {menu && <MessageMenu />}
      {history && <EditHistory />}
      {readers && <ReadersSheet />}
    </Suspense>
  );
}
