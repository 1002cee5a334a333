import { useEffect } from 'react';
import { useClient, useConversations, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureBodyWords } from '#web/app/failure.ts';
import { Frame } from '#web/app/frame.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Empty } from '#web/ui/empty.tsx';
import { showToast } from '#web/ui/toast.tsx';
import '#web/ui/styles/composer.css';
import '#web/ui/styles/message.css';
import './chat.css';
import './messages/messages.css';
import { Alone } from './alone.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { DetailsPane } from './details-pane.tsx';
import { ConversationList } from './list/conversation-list.tsx';
import { PALETTE_KEYS } from './palette-keys.ts';
import { chatWords } from './words.ts';

/** `open`: the conversation in view. */
export function ChatsPage({ open, details }: { open: string | undefined; details: boolean }) {
  useRefusals();
  const pane = open === undefined ? 'list' : details ? 'details' : 'main';
  return (
    <Frame
      place="chats"
      pane={pane}
      list={<ConversationList selected={open} />}
      details={open !== undefined && details && <DetailsPane key={open} id={open} />}
    >
      {open === undefined ? <NothingOpen /> : <ConversationPane key={open} id={open} details={details} />}
    </Frame>
  );
}

/** Says it when a change of a message was not made. */
function useRefusals(): void {
  const client = useClient();
  const language = useLanguage();
  useEffect(
    () => client.on('refused', (_change, failure) => showToast(failureBodyWords(failure, language))),
    [client, language],
  );
}

function NothingOpen() {
  const words = useWords(chatWords);
  const alone = useConversations().length === 0;
  const { at } = useStatus();
  return (
    <main className="pane pane--main">
      <ConnectionBanner />
      {alone && at === 'online' ? (
        <Alone />
      ) : (
        <Empty art="together" title={words.pickTitle}>
          {words.pickText(PALETTE_KEYS)}
        </Empty>
      )}
    </main>
  );
}
