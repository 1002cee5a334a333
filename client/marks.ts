import { foldMark, markedEvent, markedSummary, withStar } from '#kernel/mark-fold.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import type { MarkEntry } from '#protocol/personal.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { PersonalChange, PersonalItem } from './store/store.ts';
import type { Call } from './sync.ts';

/** The log of the entry's conversation with what this person did there for themself. */
export function takeMark(log: ConversationLog, entry: MarkEntry): ConversationLog {
  const { summary, window } = log;
  const lines = window && foldMark(window.lines, entry);
  const left = window?.after === false ? lines?.at(-1) : undefined;
  return {
    ...log,
    window: window && lines && lines !== window.lines ? { ...window, lines } : window,
    // The last line that is left is known when the window reaches to the end; else the old one stays until it is asked for.
    summary: summary && (markedSummary(summary, entry) ?? (left === undefined ? summary : { ...summary, last: left })),
  };
}

const REMEMBERED = 500;

/** The last entries of this sort: a page that was read just before one of them doesn't know it yet. */
export class RecentMarks {
  #entries: MarkEntry[] = [];

  remember(entry: MarkEntry): void {
    this.#entries = [...this.#entries, entry].slice(-REMEMBERED);
  }

  /** What was marked before ends with a membership. */
  forget(conversation: ConversationId): void {
    this.#entries = this.#entries.filter((entry) => entry.conversation !== conversation);
  }

  /** Puts them into the pages of history, and of the log, that `call` answers. */
  over(call: Call): Call {
    return async (name, params) => {
      const answer = await call(name, params);
      if (name === 'conversation.events') {
        const { events } = answer as { events: ConversationEvent[] };
        return { ...answer, events: events.map((event) => markedEvent(event, this.#entries)) } as typeof answer;
      }
      if (name !== 'conversation.history' && name !== 'thread.history') return answer;
      const page = answer as { lines: Line[] };
      const lines = this.#entries.reduce<readonly Line[]>((folded, entry) => foldMark(folded, entry), page.lines);
      return { ...answer, lines } as typeof answer;
    };
  }
}

/** What is on its way for the lines: shown as if it were so. */
export type PendingMark = PersonalChange & { do: 'message.star' | 'message.erase' };

export function pendingMarks(items: readonly PersonalItem[]): PendingMark[] {
  return items.flatMap(({ change }) =>
    change.do === 'message.star' || change.do === 'message.erase' ? [change as PendingMark] : [],
  );
}

/** Whether the line is taken away by what is on its way. */
export function isErased(line: Line, marks: readonly PendingMark[]): boolean {
  return marks.some(
    (mark) =>
      mark.do === 'message.erase' && mark.with.conversation === line.conversation && mark.with.seqs.includes(line.seq),
  );
}

/** The summary with the last line that is left; it stays as it is while no other line is known. */
export function withoutErased({ summary, window }: ConversationLog, marks: readonly PendingMark[]) {
  if (summary === undefined || !isErased(summary.last, marks) || window === undefined || window.after) return summary;
  const last = window.lines.findLast((line) => !isErased(line, marks));
  return last === undefined ? summary : { ...summary, last };
}

/** The line with the stars that are on their way; the same object when none concerns it. */
export function withPendingStar(line: Line, marks: readonly PendingMark[]): Line {
  return marks.reduce<Line>((folded, mark) => {
    if (mark.do !== 'message.star' || folded.type !== 'message') return folded;
    const meant = mark.with.conversation === folded.conversation && mark.with.seq === folded.seq;
    return meant ? withStar(folded, mark.with.on) : folded;
  }, line);
}
