import type { ConversationEvent, Line, MessageLine, Summary } from '#protocol/conversations.ts';
import type { MarkEntry, UserEntry } from '#protocol/personal.ts';
import { withOwnVote } from './poll-fold.ts';

/**
 * What a person did with messages for themself: stars, votes, and messages taken away. Their own log tells of it, and
 * lines say it to nobody else: docs/spec/keeping.md [KP1].
 */

export function isMark(entry: UserEntry): entry is MarkEntry {
  return entry.type === 'starred' || entry.type === 'erased' || entry.type === 'voted';
}

/** The lines after `entry`, of the same conversation or not. Lines that it doesn't touch stay the same objects. */
export function foldMark(lines: readonly Line[], entry: MarkEntry): readonly Line[] {
  if (entry.type === 'erased') {
    const left = lines.filter((line) => line.conversation !== entry.conversation || !entry.targets.includes(line.seq));
    return left.length === lines.length ? lines : left;
  }
  const folded = lines.map((line) => (line.type === 'message' ? markedLine(line, entry) : line));
  return folded.every((line, index) => line === lines[index]) ? lines : folded;
}

/**
 * An event of the log with what its reader has done with the message: the log itself says neither stars nor votes, and
 * the reader's own log may have told of them before the message itself is here.
 */
export function markedEvent(event: ConversationEvent, entries: readonly MarkEntry[]): ConversationEvent {
  if (event.type !== 'message') return event;
  let marked: MessageLine = event;
  for (const entry of entries) {
    if (entry.type !== 'erased') marked = markedLine(marked, entry);
    else if (entry.conversation === event.conversation && entry.targets.includes(event.seq)) {
      marked = { ...marked, erased: true };
    }
  }
  return marked;
}

/** The summary after `entry`; undefined when the last line is gone and another one has to be asked for. */
export function markedSummary(summary: Summary, entry: MarkEntry): Summary | undefined {
  const [last] = foldMark([summary.last], entry);
  if (last === undefined) return undefined;
  return last === summary.last ? summary : { ...summary, last };
}

/** Whether the entry took the last line away. */
export function voidsLast(summary: Summary, entry: UserEntry): boolean {
  return isMark(entry) && markedSummary(summary, entry) === undefined;
}

export function withStar(line: MessageLine, on: boolean): MessageLine {
  if (line.recalled || (line.starred ?? false) === on) return line;
  const { starred: _, ...rest } = line;
  return on ? { ...rest, starred: true } : rest;
}

function markedLine(line: MessageLine, entry: Exclude<MarkEntry, { type: 'erased' }>): MessageLine {
  if (line.seq !== entry.target || line.conversation !== entry.conversation) return line;
  if (entry.type === 'starred') return withStar(line, entry.on);
  return withOwnVote(line, entry.options);
}
