import type { LineView } from '#client/view.ts';
import type { UserId } from '#protocol/common.ts';
import { startOfDay } from '#web/i18n/time.ts';

/** Messages of one person closer than this grow together. */
const GROUP_MS = 5 * 60_000;

/** Where a message stands among those of one person: the first has a free upper edge, the last a free lower one. */
export type Place = 'only' | 'first' | 'middle' | 'last';

/** One line as it is drawn: with what stands above it. */
export interface TimelineRow {
  key: string;
  line: LineView;
  /** The start of a day, local time in ms, when a day line stands above. */
  dayAbove: number | undefined;
  unreadAbove: boolean;
  place: Place;
  /** Who came in by themselves, one after another: `line` is the last of them. */
  came?: readonly UserId[] | undefined;
}

export function timeOf(line: LineView): number {
  return line.state === 'sent' ? line.event.at : line.at;
}

export function authorOf(line: LineView): string {
  return line.state === 'sent' ? line.event.by : line.by;
}

/** The text of a message; undefined for what is told as a system line: a nudge is. */
export function textOf(line: LineView): string | undefined {
  if (line.state !== 'sent') return line.text;
  const { event } = line;
  if (event.type !== 'message' || event.recalled || event.content?.type === 'nudge') return undefined;
  return event.text;
}

/** Whether the line is, or was, a message. */
function isMessage(line: LineView): boolean {
  return line.state !== 'sent' || line.event.type === 'message';
}

interface TimelineOptions {
  lines: readonly LineView[];
  /** The first line that was unread when the conversation was opened. */
  unreadFrom: number | undefined;
  /** A direct conversation does not tell how it came to be. */
  direct: boolean;
}

/** Groups lines, and puts day and unread lines where they belong. */
export function timelineRows({ lines, unreadFrom, direct }: TimelineOptions): TimelineRow[] {
  const told = direct ? lines.filter(isMessage) : lines;
  const folds = foldArrivals(told, unreadFrom);
  const shown = folds.map(({ line }) => line);
  const unreadIndex = unreadFrom === undefined ? -1 : shown.findIndex((line) => isUnread(line, unreadFrom));
  const breaks = shown.map((line, index) => index === unreadIndex || startsGroup(shown[index - 1], line));
  return shown.map((line, index) => ({
    key: line.key,
    line,
    dayAbove: dayAbove(shown[index - 1], line),
    unreadAbove: index === unreadIndex,
    place: placeOf(breaks[index] === true, breaks[index + 1] !== false),
    came: folds[index]?.came,
  }));
}

interface Fold {
  line: LineView;
  came?: readonly UserId[];
}

/**
 * Of people who come in one after another, one line is left: the last one, so that reading on it has read all of them, and
 * earlier ones that are loaded don't give it another name.
 */
function foldArrivals(lines: readonly LineView[], unreadFrom: number | undefined): Fold[] {
  const folds: Fold[] = [];
  for (const line of lines) {
    const before = folds.at(-1);
    const last = before && arrivalOf(before.line);
    const next = arrivalOf(line);
    const together = last !== undefined && next !== undefined && dayAbove(before?.line, line) === undefined;
    const begins =
      unreadFrom !== undefined && before && !isUnread(before.line, unreadFrom) && isUnread(line, unreadFrom);
    if (!together || begins) folds.push({ line });
    else folds[folds.length - 1] = { line, came: [...new Set([...(before?.came ?? [last]), next])] };
  }
  return folds;
}

/** Who came in by themselves. */
function arrivalOf(line: LineView): UserId | undefined {
  if (line.state !== 'sent' || line.event.type !== 'members-added') return undefined;
  const { by, members } = line.event;
  return members.length === 1 && members[0] === by ? by : undefined;
}

function isUnread(line: LineView, from: number): boolean {
  return line.state === 'sent' && line.event.seq >= from;
}

function dayAbove(previous: LineView | undefined, line: LineView): number | undefined {
  const day = startOfDay(timeOf(line));
  return previous !== undefined && startOfDay(timeOf(previous)) === day ? undefined : day;
}

function startsGroup(previous: LineView | undefined, line: LineView): boolean {
  if (previous === undefined || textOf(previous) === undefined || textOf(line) === undefined) return true;
  if (authorOf(previous) !== authorOf(line)) return true;
  const gap = timeOf(line) - timeOf(previous);
  return gap > GROUP_MS || dayAbove(previous, line) !== undefined;
}

function placeOf(starts: boolean, ends: boolean): Place {
  if (starts) return ends ? 'only' : 'first';
  return ends ? 'last' : 'middle';
}
