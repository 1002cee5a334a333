import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useClient, useConversations, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { useDraftSync } from '#web/app/draft-sync.ts';
import { failureBodyWords } from '#web/app/failure.ts';
import { Frame } from '#web/app/frame.tsx';
import { lazyPart } from '#web/app/lazy-part.ts';
import { loadPart } from '#web/app/load-part.ts';
import { onRoute } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Empty } from '#web/ui/empty.tsx';
import { showToast } from '#web/ui/toast.tsx';
import '#web/ui/styles/composer.css';
import '#web/ui/styles/message.css';
import './chat.css';
import './messages/messages.css';
import { Alone } from './alone.tsx';
import { ConversationList } from './list/conversation-list.tsx';
import { PALETTE_KEYS } from './palette-keys.ts';
import './threads/threads.css';
import { useScheduledFailures } from './schedule/use-failures.ts';
import { KeepingOverlays } from './stars/overlays.tsx';
import { chatWords } from './words.ts';

interface PageProps {
  /** The conversation in view. */
  open: string | undefined;
  details: boolean;
  /** The root of the thread beside it. */
  thread?: number | undefined;
  /** What stands in place of the list. */
  list?: ReactNode;
  /** What is shown in place of a conversation. */
  page?: 'threads' | 'channels' | undefined;
}

const ConversationPane = lazyPart(async () => (await import('./panes.ts')).ConversationPane);
const DetailsPane = lazyPart(async () => (await import('./panes.ts')).DetailsPane);
const ThreadPane = lazy(() =>
  loadPart(async () => ({ default: (await import('./threads/thread-pane.tsx')).ThreadPane })),
);
const ThreadsPage = lazy(() =>
  loadPart(async () => ({ default: (await import('./threads/threads-page.tsx')).ThreadsPage })),
);

const ChannelsPage = lazy(() =>
  loadPart(async () => ({ default: (await import('./channels/channels-page.tsx')).ChannelsPage })),
);

/** The list, and the conversation in view or what is asked for in its place. */
export function ChatsPage({ open, details, thread, list, page }: PageProps) {
  useRefusals();
  useDraftSync();
  useScheduledFailures();
  useFetchedAhead();
  useReadAhead();
  useResumedUploads();
  const main = open === undefined && page === undefined ? 'list' : 'main';
  const pane = details || thread !== undefined ? 'details' : main;
  return (
    <Frame
      place="chats"
      pane={pane}
      list={list ?? <ConversationList selected={open} />}
      beside={thread === undefined ? 'details' : 'thread'}
      details={
        open !== undefined &&
        (details || thread !== undefined) && <Beside open={open} details={details} thread={thread} />
      }
    >
      {open === undefined ? (
        <InPlace page={page} />
      ) : (
        <Suspense fallback={<main className="pane pane--main" aria-busy="true" />}>
          <ConversationPane key={open} id={open} details={details} />
        </Suspense>
      )}
      <KeepingOverlays />
    </Frame>
  );
}

/** The panes are fetched while the list is looked at, so that the first conversation opens at once. */
function useFetchedAhead(): void {
  useEffect(() => {
    // Opening one tells what is wrong.
    for (const pane of [ConversationPane, DetailsPane]) void pane.fetch().catch(() => undefined);
  }, []);
}

/** What is stored of a conversation is read while its pane is made, whichever way leads there. */
function useReadAhead(): void {
  const client = useClient();
  useEffect(() => onRoute((route) => route.at === 'conversation' && void client.warm(route.id)), [client]);
}

/** What an earlier life of the page was sending goes on, whatever is in view. */
function useResumedUploads(): void {
  const client = useClient();
  useEffect(() => {
    loadPart(() => import('./attachments/engine.ts')).then(
      ({ engineOf }) => client.me() !== undefined && engineOf(client),
      // The next page begins with it.
      () => undefined,
    );
  }, [client]);
}

/** What stands beside the conversation. */
function Beside({ open, details, thread }: { open: string; details: boolean; thread: number | undefined }) {
  const pane = details ? (
    <DetailsPane key={open} id={open} />
  ) : thread === undefined ? null : (
    <ThreadPane key={`${open} ${thread}`} id={open} root={thread} />
  );
  return <Suspense fallback={<aside className="pane pane--details" aria-busy="true" />}>{pane}</Suspense>;
}

function InPlace({ page }: Pick<PageProps, 'page'>) {
  if (page === undefined) return <NothingOpen />;
  return (
    <Suspense fallback={<main className="pane pane--main" aria-busy="true" />}>
      {page === 'threads' ? <ThreadsPage /> : <ChannelsPage />}
    </Suspense>
  );
}

/** Says it when a change of a message was not made. */
function useRefusals(): void {
  const client = useClient();
  const language = useLanguage();
  useEffect(
    () =>
      client.on('refused', (change, failure) => {
        // A draft that isn't taken stays on this device.
        if (!('do' in change) || change.do !== 'draft.set') showToast(failureBodyWords(failure, language));
      }),
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
