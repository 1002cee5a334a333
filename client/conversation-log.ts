import { foldMembers, foldSummary, placeOf, withRead } from '#kernel/conversation-fold.ts';
import { foldLines, touches } from '#kernel/line-fold.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, HistoryPage, Line, Member, ReadMark, Summary } from '#protocol/conversations.ts';
import type { CountersPush } from '#protocol/realtime.ts';

/** A dense part of the history. */
export interface Window {
  lines: readonly Line[];
  /** Every event up to and with this place that concerns the lines is in them. */
  to: Seq;
  /** Whether there is more on the server before the first and after the last line. */
  before: boolean;
  after: boolean;
}

/**
 * What this device knows of one conversation. Pure: every function returns a new value. Three snapshots of the same log
 * are kept, each whole up to its own place; an event that comes right after one of them moves that one on.
 */
export interface ConversationLog {
  summary: Summary | undefined;
  /** The furthest place that anything told of. */
  heard: Seq;
  window: Window | undefined;
  members: { list: readonly Member[]; asOf: Seq } | undefined;
  /** How far a large conversation goes that isn't looked at, when that is further than anything else. */
  counted?: Counted | undefined;
  /** The last event that changed anything about who is in. */
  membersAt?: Seq | undefined;
}

export type Counted = Pick<CountersPush, 'lastSeq' | 'count' | 'at' | 'line'>;

export const UNKNOWN_LOG: ConversationLog = { summary: undefined, heard: 0, window: undefined, members: undefined };

/** Lines kept in memory for one conversation; what is further from where the person looks is dropped. */
export const WINDOW_LINES = 2_000;

/** Whether it is to be followed: the person is in it, or reads a public channel. */
export function isHeld(log: ConversationLog): boolean {
  return log.summary !== undefined || log.window !== undefined;
}

/** A summary as the server told it, perhaps older than what is known already. */
export function takeSummary(log: ConversationLog, summary: Summary): ConversationLog {
  const known = log.summary;
  const heard = Math.max(log.heard, summary.lastSeq);
  if (known === undefined) return { ...log, heard, summary };
  const newer = summary.lastSeq >= known.lastSeq ? summary : known;
  return { ...log, heard, summary: withRead(newer, newer === known ? summary.read : known.read) };
}

export function takeRead(log: ConversationLog, read: ReadMark): ConversationLog {
  if (log.summary === undefined || read.seq <= log.summary.read.seq) return log;
  return { ...log, summary: withRead(log.summary, read) };
}

/** What is known by its number alone. */
export function takeCounted(log: ConversationLog, { lastSeq, count, at, line }: Counted): ConversationLog {
  const known = Math.max(log.summary?.lastSeq ?? 0, log.counted?.lastSeq ?? 0);
  if (log.summary === undefined || lastSeq <= known) return log;
  const newest = line ?? log.counted?.line;
  return { ...log, counted: { lastSeq, count, at, ...(newest === undefined ? {} : { line: newest }) } };
}

/** The numbers of the conversation; undefined: the summary says all. */
export function countedBeyond({ summary, counted }: ConversationLog): Counted | undefined {
  return counted !== undefined && counted.lastSeq > (summary?.lastSeq ?? 0) ? counted : undefined;
}

/** Applies the event to each snapshot that it comes right after. 'out': it puts `me` out of the conversation. */
export function takeEvent(log: ConversationLog, event: ConversationEvent, me: UserId): ConversationLog | 'out' {
  const summary = moveSummary(log.summary, event, me);
  if (summary === 'out') return 'out';
  return {
    summary,
    heard: Math.max(log.heard, event.seq),
    window: moveWindow(log.window, event, me),
    members: moveMembers(log.members, event),
    counted: log.counted,
    membersAt: changesMembers(event) ? event.seq : log.membersAt,
  };
}

function changesMembers({ type }: ConversationEvent): boolean {
  return ['members-added', 'member-removed', 'role-changed', 'member-muted'].includes(type);
}

function moveSummary(summary: Summary | undefined, event: ConversationEvent, me: UserId): Summary | undefined | 'out' {
  if (summary === undefined || placeOf(summary.lastSeq, event) !== 'next') return summary;
  return foldSummary(summary, event, me) ?? 'out';
}

/** New lines go to a window at the end; changes of lines to every one. */
function moveWindow(window: Window | undefined, event: ConversationEvent, me: UserId): Window | undefined {
  if (window === undefined || placeOf(window.to, event) !== 'next') return window;
  if (window.after && !touches(event)) return { ...window, to: event.seq };
  const lines = foldLines(window.lines, event, me);
  if (window.after) return { ...window, lines: lines.filter((line) => line.seq !== event.seq), to: event.seq };
  return keepEnd({ ...window, lines, to: event.seq });
}

function moveMembers(members: ConversationLog['members'], event: ConversationEvent): ConversationLog['members'] {
  if (members === undefined || placeOf(members.asOf, event) !== 'next') return members;
  return { list: foldMembers(members.list, event), asOf: event.seq };
}

/** After which place events are missing; undefined when everything heard of is here. */
export function missingAfter(log: ConversationLog): Seq | undefined {
  const places = [log.heard];
  if (log.summary !== undefined) places.push(log.summary.lastSeq);
  if (log.window !== undefined) places.push(log.window.to);
  if (log.members !== undefined) places.push(log.members.asOf);
  const first = Math.min(...places);
  return first < log.heard ? first : undefined;
}

/** Forgets what would take long to bring up to date. */
export function dropCopies(log: ConversationLog): ConversationLog {
  return { ...log, window: undefined, members: undefined };
}

/** A page that stands for itself: the newest one, or one around a place. */
export function takePage(log: ConversationLog, page: HistoryPage): ConversationLog {
  const window = { lines: page.lines, to: page.asOf, before: page.before, after: page.after };
  return { ...log, heard: Math.max(log.heard, page.asOf), window };
}

/**
 * A page that was asked for before the window's first line. Ignored when the window isn't there any more. What one of
 * the two doesn't know yet is applied to both: a line takes each change once.
 */
export function takeBefore(log: ConversationLog, page: HistoryPage, before: Seq): ConversationLog {
  const { window } = log;
  if (window === undefined || window.lines[0]?.seq !== before) return log;
  const to = Math.min(window.to, page.asOf);
  const grown = { ...window, lines: [...page.lines, ...window.lines], to, before: page.before };
  return { ...log, heard: Math.max(log.heard, page.asOf), window: keepStart(grown) };
}

/** A page that was asked for after the window's last line. Ignored when the window isn't there any more. */
export function takeAfter(log: ConversationLog, page: HistoryPage, after: Seq): ConversationLog {
  const { window } = log;
  if (window === undefined || window.lines.at(-1)?.seq !== after || !window.after) return log;
  const to = Math.min(window.to, page.asOf);
  const grown = { ...window, lines: [...window.lines, ...page.lines], to, after: page.after };
  return { ...log, heard: Math.max(log.heard, page.asOf), window: keepEnd(grown) };
}

function keepEnd(window: Window): Window {
  if (window.lines.length <= WINDOW_LINES) return window;
  return { ...window, lines: window.lines.slice(-WINDOW_LINES), before: true };
}

function keepStart(window: Window): Window {
  if (window.lines.length <= WINDOW_LINES) return window;
  return { ...window, lines: window.lines.slice(0, WINDOW_LINES), after: true };
}

/** The messages up to and with `seq`, as far as this device can tell. */
export function markAt(log: ConversationLog, seq: Seq): ReadMark | undefined {
  const { summary, window } = log;
  if (summary === undefined) return undefined;
  const counted = countedBeyond(log);
  if (counted !== undefined && seq >= counted.lastSeq) return { seq: counted.lastSeq, count: counted.count };
  if (seq >= summary.lastSeq) return { seq: summary.lastSeq, count: summary.messageCount };
  const line = window?.lines.findLast((each) => each.seq <= seq);
  return line === undefined ? undefined : { seq: line.seq, count: line.count };
}
