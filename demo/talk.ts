import type { Thing } from './things.ts';

/** What was said in the demo workspace, as a script. */
export interface Talk {
  /** Absent: a direct conversation of the two. */
  title?: string;
  /** Logins; the first one made the conversation. */
  members: readonly string[];
  says: readonly Said[];
  /** A public channel with this topic. */
  topic?: string;
  announcement?: string;
  /** Of the last lines, how many the newcomer hasn't read. */
  unread?: number;
}

/** Days ago and local time, as '3 09:12'; who; what. */
export type Said = readonly [when: string, who: string, text: string, more?: More];

/** A question in a line, and who chose what of its options, counted from 0. */
export interface Poll {
  options: readonly string[];
  votes: Readonly<Record<string, readonly number[]>>;
  anonymous?: true;
}

export interface More {
  /** The line it answers, counted from 0. */
  reply?: number;
  /** Emoji and who reacted with it. */
  react?: Readonly<Record<string, readonly string[]>>;
  /** Logins, or everybody. */
  mention?: readonly string[];
  /** What it became when it was edited a minute later. */
  edit?: string;
  /** Taken back a minute later. */
  recall?: true;
  pin?: true;
  /** The line under which it is a reply of the thread, counted from 0. */
  thread?: number;
  poll?: Poll;
  /** Files and pictures that it brings along. */
  files?: readonly Thing[];
}

const DAY_MS = 86_400_000;
const WHEN = /^(\d+) (\d\d):(\d\d)$/;

/** The moment that a script's time means, for a demo that begins at `nowMs`. @throws TypeError when it is no time */
export function timeOf(when: string, nowMs: number): number {
  const [, days, hours, minutes] = WHEN.exec(when) ?? [];
  if (days === undefined) throw new TypeError(`'${when}' is no time`);
  const day = new Date(nowMs - Number(days) * DAY_MS);
  const at = day.setHours(Number(hours), Number(minutes), 0, 0);
  // Today's lines are never ahead of the clock.
  return at < nowMs ? at : at - DAY_MS;
}
