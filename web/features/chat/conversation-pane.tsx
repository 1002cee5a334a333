import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import type { ConversationView } from '#client/view.ts';
import type { Summary } from '#protocol/conversations.ts';
import { useClient, useConversation, useMe, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useTitle } from '#web/app/names.ts';
import { goBack, navigate } from '#web/app/navigation.ts';
import { PersonAvatar, PresenceText, useTyping } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { searchIn } from '#web/app/search-keys.tsx';
import { CallBanner } from '#web/features/calls/call-banner.tsx';
import { CallButtons } from '#web/features/calls/call-buttons.tsx';
import { BlockedNote } from '#web/features/contacts/blocked-note.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Skeleton } from '#web/ui/skeleton.tsx';
import { AttachmentOverlays } from './attachments/overlays.tsx';
import { ChannelMark } from './channels/channel-mark.tsx';
import { Composer } from './composer.tsx';
import { ContentOverlays } from './contents/overlays.tsx';
import { useLeftWords } from './groups/left.tsx';
import { GroupNotices } from './groups/notices.tsx';
import { WritingPlace } from './groups/writing-place.tsx';
import { historyOf, menuOf } from './messages/acting.ts';
import { PinBar } from './pins/pin-bar.tsx';
import { readersOf } from './reading/receipt.tsx';
import { useSeen } from './reading/use-seen.ts';
import { useOwnSelection } from './selecting/selection.ts';
import { SelectionBar } from './selecting/selection-bar.tsx';
import { Timeline } from './timeline.tsx';
import { TypingLine } from './typing-line.tsx';
import { chatWords } from './words.ts';

/** The conversation in view: its head, its history, and where one writes. */
export function ConversationPane({ id, details }: { id: string; details: boolean }) {
  const client = useClient();
  const words = useWords(chatWords);
  const view = useConversation(id);
  const me = useMe();
  const title = useTitle(view.summary);
  const selection = useOwnSelection(id);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  useEffect(() => client.open(id), [client, id]);
  useSeen(id);
  const { summary } = view;
  if (summary === undefined || me === undefined) return <Absent view={view} />;
  return (
    <main className="pane pane--main">
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/')} />
        </span>
        <HeadFace summary={summary} title={title} />
        <div className="head-who">
          <Heading className="head-who__name clip">
            <ChannelMark kind={summary.kind} />
            {title}
          </Heading>
          <HeadSub summary={summary} />
        </div>
        <div className="head-actions">
          <CallButtons summary={summary} />
          <IconButton icon="search" label={words.searchIn} onClick={() => searchIn(id)} />
          <IconButton
            icon="more"
            label={details ? words.closeDetails : words.details}
            aria-expanded={details}
            on={details}
            onClick={() => toggleDetails(id, details)}
          />
        </div>
      </header>
      <ConnectionBanner />
      <CallBanner conversation={id} />
      <GroupNotices summary={summary} />
      {summary.peer !== undefined && <BlockedNote peer={summary.peer} />}
      <PinBar conversation={id} />
      <History view={view} title={title} direct={summary.kind === 'direct'} />
      {selection === undefined ? (
        <WritingPlace summary={summary}>
          <Composer conversation={id} me={me.id} title={title} group={summary.kind !== 'direct'} />
        </WritingPlace>
      ) : (
        <SelectionBar selection={selection} />
      )}
      <Overlays />
      <ContentOverlays />
      <AttachmentOverlays place={id} />
    </main>
  );
}

function HeadFace({ summary, title }: { summary: Summary; title: string }) {
  const words = useWords(chatWords);
  const { peer } = summary;
  if (peer === undefined) return <GroupAvatar summary={summary} size={36} />;
  return (
    <button type="button" className="face-button" onClick={() => showProfile(peer)}>
      <PersonAvatar id={peer} name={title} size={36} />
      <span className="visually-hidden">{words.profileOf(title)}</span>
    </button>
  );
}

const ChannelPreview = lazy(() =>
  loadPart(async () => ({ default: (await import('./channels/channel-preview.tsx')).ChannelPreview })),
);
const MessageMenu = lazy(async () => ({ default: (await import('./messages/message-menu.tsx')).MessageMenu }));
const EditHistory = lazy(async () => ({ default: (await import('./messages/edit-history.tsx')).EditHistory }));

const ReadersSheet = lazy(async () => ({ default: (await import('./reading/readers-sheet.tsx')).ReadersSheet }));

/** What opens over the messages; loaded when it is first asked for. */
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

/** Who is writing; else how the other person is, or how many are in. */
function HeadSub({ summary }: { summary: Summary }) {
  const words = useWords(chatWords);
  const typing = useTyping(summary.id);
  const direct = summary.kind === 'direct';
  return (
    <span className="head-who__sub">
      {typing.length > 0 && <TypingLine people={typing} direct={direct} />}
      {typing.length === 0 && (direct ? <PresenceText id={summary.peer} /> : words.members(summary.memberCount))}
      {summary.settings?.topic !== undefined && <span className="clip">{summary.settings.topic}</span>}
    </span>
  );
}

/** On a phone the details are a step of their own, so that going back closes them. */
export function toggleDetails(id: string, open: boolean): void {
  if (open) goBack(`/c/${id}`);
  else navigate(`/c/${id}?details`);
}

function History({ view, title, direct }: { view: ConversationView; title: string; direct: boolean }) {
  const words = useWords(chatWords);
  const nothing = direct ? view.lines.every(isUntold) : view.lines.length === 0;
  if (!nothing) return <Timeline view={view} direct={direct} />;
  if (view.failure) return <OpenFailed id={view.id} />;
  if (view.lines.length === 0) return <LoadingLines />;
  return (
    <Empty art="together" title={words.helloTitle(title)}>
      {words.helloText}
    </Empty>
  );
}

function OpenFailed({ id }: { id: string }) {
  const client = useClient();
  const words = useWords(chatWords);
  return (
    <Empty
      art="fallen"
      alert
      title={words.openFailedTitle}
      actions={
        <Button kind="main" icon="refresh" onClick={() => void client.loadNewest(id)}>
          {words.tryAgain}
        </Button>
      }
    >
      {words.openFailedText}
    </Empty>
  );
}

function isUntold(line: ConversationView['lines'][number]): boolean {
  return line.state === 'sent' && line.event.type !== 'message';
}

/** What the server says of a conversation that is not this person's. */
const NOT_MINE: ReadonlySet<string> = new Set(['conversation.unknown', 'access.denied', 'request.invalid']);

/** Not known: still on its way, or not this person's. */
function Absent({ view }: { view: ConversationView }) {
  const status = useStatus();
  const refused = view.failure !== undefined && NOT_MINE.has(view.failure.code);
  const unknown = refused || (status.at === 'online' && view.loading === 'none' && view.failure === undefined);
  const banned = view.failure?.code === 'join.banned';
  if (view.failure !== undefined && !refused && !banned) {
    return (
      <main className="pane pane--main">
        <ConnectionBanner />
        <OpenFailed id={view.id} />
      </main>
    );
  }
  if (banned || (unknown && !refused && view.lines.length > 0)) {
    return (
      <Suspense fallback={<main className="pane pane--main" aria-busy="true" />}>
        <ChannelPreview view={view} instead={<Gone id={view.id} />} />
      </Suspense>
    );
  }
  if (!unknown) {
    return (
      <main className="pane pane--main">
        <header className="pane__head" />
        <ConnectionBanner />
        <LoadingLines />
      </main>
    );
  }
  return <Gone id={view.id} />;
}

function Gone({ id }: { id: string }) {
  const words = useWords(chatWords);
  const left = useLeftWords(id);
  const phone = useMediaQuery(PHONE);
  return (
    <main className="pane pane--main">
      <ConnectionBanner />
      <Empty
        art="apart"
        whole={phone}
        title={words.goneTitle}
        actions={
          <ButtonLink to="/" kind="main" replace>
            {words.toChats}
          </ButtonLink>
        }
      >
        {left ?? words.goneText}
      </Empty>
    </main>
  );
}

const SHAPES: [out: boolean, width: string, height: string][] = [
  [false, '240px', '40px'],
  [false, '380px', '62px'],
  [true, '220px', '40px'],
  [false, '300px', '40px'],
  [true, '340px', '62px'],
  [true, '180px', '40px'],
];

/** Bubbles that stand where messages are going to be. */
function LoadingLines(): ReactNode {
  const words = useWords(chatWords);
  return (
    <div className="timeline timeline--loading" role="status" aria-label={words.loading}>
      {SHAPES.map(([out, width, height]) => (
        <div key={width} className={out ? 'message message--out' : 'message'} aria-hidden="true">
          {!out && (
            <span className="message__gutter">
              <Skeleton width="36px" height="36px" round />
            </span>
          )}
          <Skeleton width={width} height={height} />
        </div>
      ))}
    </div>
  );
}
