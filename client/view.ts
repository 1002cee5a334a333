import type { ClientId, ConversationId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import type { Line, Member, Mention, Quote, Summary } from '#protocol/conversations.ts';
import type { FailureBody, FailureCode } from '#protocol/failures.ts';
import type { ParamsOf, ReaderMark, ResultOf } from '#protocol/realtime.ts';

/** What the client shows of itself. Every object is immutable, and the same object is returned until it changes. */

export type Status =
  /** Reading the local store; nothing is known yet. */
  | { at: 'starting' }
  /** `reason` when the server ended the session: 'session.revoked', 'session.expired'. */
  | { at: 'signed-out'; reason?: FailureCode }
  | { at: 'connecting' }
  /** Cached conversations are shown and writing goes on. `retryAt` is a local time in ms. */
  | { at: 'offline'; retryAt: TimeMs }
  | { at: 'online' };

/** A row of the conversation list, newest activity first. */
export interface ConversationItem {
  id: ConversationId;
  summary: Summary;
  /** Messages not read yet. */
  unread: number;
  /** Messages that came since `summary.last` are known by their number alone; the newest is of then. */
  newsAt?: number;
  /** The place of the newest line that is known by its number alone. */
  newsLine?: Seq;
  /** The newest line that is not confirmed by the server yet; shown in place of `summary.last`. */
  outgoing?: OutgoingLine;
}

/** A line that the server has. */
export interface SentLine {
  state: 'sent';
  /** Stays the same from 'sending' to 'sent'. Unique within the conversation. */
  key: string;
  event: Line;
  /** Shown as this person changed it; the server hasn't confirmed that yet. */
  pending?: true;
}

/** A message on its way. A failed one stays until `retry` or `discard`. */
export interface OutgoingLine {
  state: 'sending' | 'failed';
  key: string;
  clientId: ClientId;
  conversation: ConversationId;
  by: UserId;
  text: string;
  content?: Content;
  mentions?: readonly Mention[];
  replyTo?: Seq;
  quote?: Quote;
  thread?: Seq;
  alsoSent?: true;
  /** Local time of writing. */
  at: TimeMs;
  /** Why it failed; while 'sending', what holds the server up, e.g. 'server.disk-full': tried again by itself. */
  failure?: FailureBody;
}

export type LineView = SentLine | OutgoingLine;

/** Whose names hold `query`; the page that `next` of another one named. */
export type MemberSearch = Omit<ParamsOf<'conversation.members'>, 'conversation'>;
export type MembersPage = Pick<ResultOf<'conversation.members'>, 'members' | 'next'>;

/** What is being fetched for a conversation's window of lines. */
export type Loading = 'none' | 'newest' | 'before' | 'after' | 'around';

export interface ConversationView {
  id: ConversationId;
  /** Absent while unknown, or when this person is no member. */
  summary: Summary | undefined;
  /** A window of the history, oldest first; outgoing lines at the end while the window reaches the newest line. */
  lines: readonly LineView[];
  /** Whether `loadBefore` and `loadAfter` would find more. */
  hasBefore: boolean;
  hasAfter: boolean;
  loading: Loading;
  /** Why the last load failed; cleared by the next one. */
  failure: FailureBody | undefined;
  unread: number;
  /** Where this person had read up to when the conversation was opened; undefined while it is not open. */
  readAtOpen: Seq | undefined;
  /** The first line of the window that was unread then: the unread line is drawn above it. */
  unreadFrom: Seq | undefined;
  /** After `loadMembers`, unless they are more than a page. Kept up to date from then on. */
  members: readonly Member[] | undefined;
  /** Which event changed last who is in, as far as this device has heard. */
  membersAt: Seq | undefined;
  /** How far the others have read, of those who show it; undefined while none is shown. */
  reads: readonly ReaderMark[] | undefined;
}
