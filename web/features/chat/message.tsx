import { memo } from 'react';
import type { LineView, OutgoingLine } from '#client/view.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { failureBodyWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { CallLine } from '#web/features/calls/call-line.tsx';
import { MeetingCardLater } from '#web/features/meeting/planning/card-later.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { clockTime, fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { copyText } from '#web/ui/copy.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { colourOf } from '#web/ui/person.ts';
import { showToast } from '#web/ui/toast.tsx';
import { FilePlaceContext } from './attachments/file-place.ts';
import { lineWords } from './contents/content-line.ts';
import { ContentView } from './contents/content-view.tsx';
import { ForwardedMark } from './contents/forwarded-mark.tsx';
import { LinkCard } from './contents/link-card.tsx';
import { isBare } from './contents/message-kinds.ts';
import { contentWords } from './contents/words.ts';
import { GuestOf, useIsGuest } from './guest-name.tsx';
import { authorOf, type Place, timeOf } from './lines.ts';
import { historyOf } from './messages/acting.ts';
import { HoverBar } from './messages/hover-bar.tsx';
import { Quoted } from './messages/quoted.tsx';
import { Reactions } from './messages/reactions.tsx';
import { RichText } from './messages/rich-text.tsx';
import { useMenuPress } from './messages/use-menu-press.ts';
import { messageWords } from './messages/words.ts';
import { PollCard } from './polls/poll-card.tsx';
import { Receipt } from './reading/receipt.tsx';
import { composeUnsent, pollLine } from './stars/unsent.ts';
import { UnsentMenu } from './stars/unsent-menu.tsx';
import { starWords } from './stars/words.ts';
import { Replies, ThreadMark } from './threads/replies.tsx';
import { chatWords } from './words.ts';

interface MessageProps {
  line: LineView;
  place: Place;
  /** Whether others' names are told: in groups. */
  named: boolean;
  /** Whether there is a connection: what is written waits without one. */
  cutOff: boolean;
}

const PLACES: Record<Place, string> = {
  only: 'message--only',
  first: 'message--first',
  middle: 'message--next',
  last: 'message--next message--last',
};

/** One message in its bubble. */
export const Message = memo(function Message({ line, place, named, cutOff }: MessageProps) {
  const me = useMe()?.id;
  const by = authorOf(line);
  if (by === me) return <OwnMessage line={line} place={place} cutOff={cutOff} />;
  return <OthersMessage line={line} place={place} named={named} by={by} />;
});

interface OthersProps {
  line: LineView;
  place: Place;
  named: boolean;
  by: string;
}

function OthersMessage({ line, place, named, by }: OthersProps) {
  const words = useWords(chatWords);
  const name = useName(by) ?? words.somebody;
  const begins = place === 'only' || place === 'first';
  const ends = place === 'only' || place === 'last';
  const me = useMe()?.id;
  const sent = sentMessage(line);
  const press = useMenuPress(sent);
  return (
    <article className={`message ${PLACES[place]}`}>
      <span className="message__gutter">{ends && <Sender id={by} name={name} />}</span>
      <div className="message__body">
        {begins && named ? (
          <span className={`message__from name-${colourOf(by)}`}>
            <span className="clip">{name}</span>
            <GuestOf id={by} />
          </span>
        ) : (
          <span className="visually-hidden">{name}</span>
        )}
        <div className={bubbleOf(line)} {...press}>
          <Said line={line} />
          <span className="bubble__meta">
            <Marks line={sent} />
            <MessageTime at={timeOf(line)} />
          </span>
        </div>
        {sent && <Reactions line={sent} me={me} />}
        {sent && <Replies line={sent} />}
        {sent && <HoverBar line={sent} />}
      </div>
    </article>
  );
}

/** The face at the foot of what somebody wrote; it opens their card. */
function Sender({ id, name }: { id: string; name: string }) {
  const words = useWords(chatWords);
  if (useIsGuest(id)) return <Face id={id} name={name} size={36} />;
  return (
    <button type="button" className="face-button" onClick={() => showProfile(id)}>
      <Face id={id} name={name} size={36} />
      <span className="visually-hidden">{words.profileOf(name)}</span>
    </button>
  );
}

function OwnMessage({ line, place, cutOff }: { line: LineView; place: Place; cutOff: boolean }) {
  const words = useWords(chatWords);
  const me = useMe()?.id;
  const sent = sentMessage(line);
  const press = useMenuPress(sent);
  return (
    <article className={`message message--out ${PLACES[place]}`}>
      <div className="message__body">
        <span className="visually-hidden">{words.you}</span>
        {line.state === 'failed' ? (
          <FailedBubble line={line} />
        ) : (
          <div className={`${bubbleOf(line)} bubble--out`} {...press}>
            <Said line={line} />
            <span className="bubble__meta">
              <Marks line={sent} />
              <MessageTime at={timeOf(line)} />
              {line.state === 'sending' && <UnsentMenu line={line} />}
              {isWaiting(line) || sent === undefined ? <SendingMark cutOff={cutOff} /> : <Receipt line={sent} />}
            </span>
          </div>
        )}
        {sent && <Reactions line={sent} me={me} />}
        {sent && <Replies line={sent} />}
        {sent && <HoverBar line={sent} />}
      </div>
    </article>
  );
}

function SendingMark({ cutOff }: { cutOff: boolean }) {
  const words = useWords(chatWords);
  return (
    <>
      <Icon name="clock" size="sm" />
      <span className={cutOff ? undefined : 'visually-hidden'}>{cutOff ? words.waiting : words.sending}</span>
    </>
  );
}

/** The whole bubble opens what can be done about it. */
function FailedBubble({ line }: { line: OutgoingLine & { state: 'failed' | 'sending' } }) {
  const client = useClient();
  const contents = useWords(contentWords);
  const words = useWords(chatWords);
  const { edit } = useWords(messageWords);
  const language = useLanguage();
  const reason = line.failure && failureBodyWords(line.failure, language);
  return (
    <>
      <Menu
        trigger={
          <button type="button" className="bubble bubble--out bubble--failed" title={reason}>
            <span className="bubble__text">{lineWords(line.content, line.text, contents)}</span>
            <span className="bubble__meta bubble__meta--failed">
              {words.failedRetry}
              <Icon name="alert" size="sm" />
            </span>
          </button>
        }
        items={[
          { icon: 'refresh', label: words.retry, onChoose: () => client.retry(line.clientId) },
          { icon: 'compose', label: edit, onChoose: () => composeUnsent('edit', line) },
          { icon: 'copy', label: words.copy, onChoose: () => void copy(line.text, words.copied) },
          { icon: 'close', label: words.discard, danger: true, onChoose: () => client.discard(line.clientId) },
        ]}
      />
      {reason !== undefined && <span className="message__reason">{reason}</span>}
    </>
  );
}

async function copy(text: string, copied: string) {
  if (await copyText(text)) showToast(copied);
}

/** What the message says, under what it answers. */
function Said({ line }: { line: LineView }) {
  const said = line.state === 'sent' ? sentMessage(line) : line;
  return (
    <>
      {said?.thread !== undefined && <ThreadMark line={said} />}
      {said?.quote && <Quoted quote={said.quote} seq={said.replyTo} />}
      {said !== undefined && 'forwarded' in said && said.forwarded && <ForwardedMark from={said.forwarded} />}
      {said?.content?.type === 'poll' && <PollCard line={pollLine(said)} sent={line.state === 'sent'} />}
      {said?.content?.type === 'call' && <CallLine line={said} call={said.content} />}
      {said?.content?.type === 'meeting' && <MeetingCardLater content={said.content} by={authorOf(line)} />}
      {said?.content && (
        <FilePlaceContext value={line.state === 'sent' && said && 'seq' in said ? said : undefined}>
          <ContentView content={said.content} by={authorOf(line)} />
        </FilePlaceContext>
      )}
      {said?.text && (
        <RichText text={said.text} mentions={said.mentions} here={'here' in said ? said.here : undefined} />
      )}
      {said?.text && <LinkCard text={said.text} />}
    </>
  );
}

function bubbleOf(line: LineView): string {
  const content = line.state === 'sent' ? sentMessage(line)?.content : line.content;
  return isBare(content) ? 'bubble bubble--bare' : 'bubble';
}

/** Pinned, starred, edited. */
function Marks({ line }: { line: MessageLine | undefined }) {
  const words = useWords(messageWords);
  const { starredMark } = useWords(starWords);
  const language = useLanguage();
  if (line === undefined) return null;
  return (
    <>
      {line.pinned && (
        <span role="img" aria-label={words.pinned} title={words.pinned}>
          <Icon name="pin" size="sm" />
        </span>
      )}
      {line.starred && (
        <span role="img" aria-label={starredMark} title={starredMark}>
          <Icon name="star" size="sm" />
        </span>
      )}
      {line.editedAt !== undefined && (
        <button
          type="button"
          className="bubble__edited"
          title={words.editedAt(fullTime(line.editedAt, language))}
          onClick={() => historyOf.set(line)}
        >
          {words.edited}
        </button>
      )}
    </>
  );
}

/** A message that the server has. */
function sentMessage(line: LineView): MessageLine | undefined {
  return line.state === 'sent' && line.event.type === 'message' ? line.event : undefined;
}

/** An edit waits in the same way as a message does. */
function isWaiting(line: LineView): boolean {
  return line.state === 'sending' || (line.state === 'sent' && line.pending === true);
}

function MessageTime({ at }: { at: number }) {
  const language = useLanguage();
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at, language)}>
      {clockTime(at)}
    </time>
  );
}
