import Type, { type Static } from 'typebox';
import { BoardId, BoardKind } from './boards.ts';
import { ConversationId, Person, TimeMs, UserId } from './common.ts';
import { LIMITS } from './limits.ts';
import { MeetingNumber } from './meetings.ts';

/** Planned meetings: docs/spec/planning.md. */

const closed = { additionalProperties: false } as const;

export const PlanId = Type.String({ pattern: '^pl_[0-9a-z]{20}$', description: 'A planned meeting' });
export type PlanId = Static<typeof PlanId>;

/** What a clock on the wall shows, 'YYYY-MM-DDTHH:mm'. */
export const LocalTime = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$' });
/** 'YYYY-MM-DD'. Names an occurrence: the day on which it would be by the rule alone. */
export const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });
export type Day = Static<typeof Day>;
/** Of the IANA's list. */
export const Zone = Type.String({ minLength: 1, maxLength: 64 });
export const Minutes = Type.Integer({ minimum: LIMITS.planShortestMin, maximum: LIMITS.planLongestMin });

const series = {
  /** Every so many days, weeks, or months. */
  step: Type.Integer({ minimum: 1, maximum: LIMITS.planStep }),
  /** The last day on which one may begin; not together with `count`. With neither it goes on. */
  until: Type.Optional(Day),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.planOccurrences })),
};
/** Monday is 1, Sunday 7. */
const Weekday = Type.Integer({ minimum: 1, maximum: 7 });

export const Repeat = Type.Union([
  Type.Object({ every: Type.Literal('day'), ...series }, closed),
  Type.Object(
    {
      every: Type.Literal('week'),
      days: Type.Array(Weekday, { minItems: 1, maxItems: 7, uniqueItems: true }),
      ...series,
    },
    closed,
  ),
  Type.Object(
    {
      every: Type.Literal('month'),
      /** On the first one's date, where there is that date; or on its weekday of that week, the fifth being the last. */
      by: Type.Union([Type.Literal('date'), Type.Literal('weekday')]),
      ...series,
    },
    closed,
  ),
]);
export type Repeat = Static<typeof Repeat>;

/** One occurrence that is not as the rule says: cancelled, or at another time. */
export const PlanException = Type.Object({
  day: Day,
  cancelled: Type.Optional(Type.Literal(true)),
  start: Type.Optional(LocalTime),
  minutes: Type.Optional(Minutes),
});
export type PlanException = Static<typeof PlanException>;

/** When a meeting is, by the clocks of its zone. */
export interface Timetable {
  start: string;
  zone: string;
  minutes: number;
  repeat?: Repeat | undefined;
  exceptions: readonly PlanException[];
}

export const PlanAnswer = Type.Union([Type.Literal('yes'), Type.Literal('maybe'), Type.Literal('no')]);
export type PlanAnswer = Static<typeof PlanAnswer>;

export const Invitee = Type.Object({
  user: UserId,
  answer: Type.Optional(PlanAnswer),
  /** May change the plan. */
  organises: Type.Optional(Type.Literal(true)),
  /** As a member of the plan's conversation. */
  member: Type.Optional(Type.Literal(true)),
});
export type Invitee = Static<typeof Invitee>;

/** What somebody answered for one occurrence: it goes before what they answered for all. */
export const DayAnswer = Type.Object({ user: UserId, day: Day, answer: PlanAnswer });
export type DayAnswer = Static<typeof DayAnswer>;

/** One meeting of a plan, at its time. */
export const Occurrence = Type.Object({
  plan: PlanId,
  day: Day,
  at: TimeMs,
  minutes: Minutes,
  /** Not when the rule says. */
  moved: Type.Optional(Type.Literal(true)),
  repeats: Type.Optional(Type.Literal(true)),
  title: Type.String(),
  number: MeetingNumber,
  organiser: UserId,
  conversation: Type.Optional(ConversationId),
  answer: Type.Optional(PlanAnswer),
});
export type Occurrence = Static<typeof Occurrence>;

/** A plan as somebody who is invited sees it. */
export const Plan = Type.Object({
  plan: PlanId,
  number: MeetingNumber,
  /** Nobody gets in without it. */
  passcode: Type.Optional(Type.String()),
  title: Type.String(),
  agenda: Type.String(),
  organiser: UserId,
  start: LocalTime,
  zone: Type.String(),
  minutes: Minutes,
  repeat: Type.Optional(Repeat),
  exceptions: Type.Array(PlanException, { maxItems: LIMITS.planExceptions }),
  /** So many minutes before it begins, the chat says so. */
  remind: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Where it was invited to, when that is a group. */
  conversation: Type.Optional(ConversationId),
  revision: Type.Integer({ minimum: 0 }),
  cancelledAt: Type.Optional(TimeMs),
  /** The one that goes on or comes next; absent: there is none. */
  next: Type.Optional(Occurrence),
  /** This person's part. */
  mine: Invitee,
  /** Everybody besides the organiser, those who may change it first. */
  invitees: Type.Array(Invitee, { maxItems: LIMITS.planPeople + LIMITS.groupMembers }),
  /** For single occurrences, of those that are not over. */
  answers: Type.Optional(Type.Array(DayAnswer, { maxItems: LIMITS.planAnswersTold })),
  people: Type.Array(Person),
});
export type Plan = Static<typeof Plan>;

/** What the chat says of a planned meeting. Only the server makes one. */
export const MeetingContent = Type.Object(
  {
    type: Type.Literal('meeting'),
    what: Type.Union([
      Type.Literal('invited'),
      Type.Literal('changed'),
      Type.Literal('cancelled'),
      Type.Literal('reminder'),
    ]),
    plan: PlanId,
    title: Type.String({ maxLength: LIMITS.meetingTitleChars }),
    number: MeetingNumber,
    /** When the one in question begins: the next, or the one named by `day`. */
    at: TimeMs,
    minutes: Minutes,
    zone: Type.String(),
    repeat: Type.Optional(Repeat),
    /** One occurrence of several is meant. */
    day: Type.Optional(Day),
  },
  closed,
);
export type MeetingContent = Static<typeof MeetingContent>;

/** A meeting that has been: from the first one who came until the last one left. */
export const PastMeeting = Type.Object({
  number: MeetingNumber,
  title: Type.String(),
  host: UserId,
  startedAt: TimeMs,
  /** Absent while somebody is there. */
  endedAt: Type.Optional(TimeMs),
  /** The chat that was invited. */
  conversation: Type.Optional(ConversationId),
  plan: Type.Optional(PlanId),
  /** Who was there, in the order of coming: guests by name. */
  visitors: Type.Array(
    Type.Object({ name: Type.String(), user: Type.Optional(UserId), cameAt: TimeMs, seenAt: TimeMs }),
    { maxItems: LIMITS.meetingVisitorsTold },
  ),
  visitorCount: Type.Integer({ minimum: 0 }),
  /** What was drawn and written together. */
  boards: Type.Optional(
    Type.Array(Type.Object({ board: BoardId, kind: BoardKind }), { maxItems: LIMITS.meetingBoards }),
  ),
});
export type PastMeeting = Static<typeof PastMeeting>;
