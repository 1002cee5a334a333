import type { ConversationId, TimeMs, UserId } from '#protocol/common.ts';
import type { Day, PlanAnswer, PlanId } from '#protocol/planning.ts';

/** What planned meetings keep in the database. */
export interface PlanningTables {
  plans: {
    id: PlanId;
    organiser: UserId;
    /** Of the command that made it: unique for the organiser. */
    client_id: string;
    number: string;
    title: string;
    agenda: string;
    /** A `Timetable` as JSON. */
    timetable: string;
    remind: number | null;
    conversation: ConversationId | null;
    revision: number;
    changed_at: TimeMs;
    cancelled_at: TimeMs | null;
    /** When the last occurrence ends; `ENDLESS`: it goes on. */
    ends_at: TimeMs;
    /** The beginnings up to which it has been said that one comes. */
    reminded_to: TimeMs;
  };
  plan_people: {
    plan: PlanId;
    account: UserId;
    place: number;
    organises: number;
    /** Invited by name or department; else as a member of the plan's conversation. */
    named: number;
    answer: PlanAnswer | null;
  };
  /** What is still to be said in a chat; gone in the transaction that says it. */
  plan_notices: {
    id: string;
    plan: PlanId;
    organiser: UserId;
    conversation: ConversationId | null;
    /** Without a conversation: the one with this person. */
    account: UserId | null;
    /** A `MeetingContent` as JSON. */
    content: string;
  };
  /** Answers to single occurrences. */
  plan_answers: {
    plan: PlanId;
    account: UserId;
    day: Day;
    answer: PlanAnswer;
  };
  /** Where calendars read somebody's meetings. */
  calendar_feeds: {
    account: UserId;
    /** SHA-256 of what is in the address, hex. */
    token_hash: string;
    made_at: TimeMs;
  };
  /** Numbers that stay when the meeting is ended: those of people, and of series that go on. */
  kept_numbers: {
    number: string;
    /** Whose own it is. */
    account: UserId | null;
    /** Not after this. */
    until: TimeMs;
  };
}

/** Later than anything. */
export const ENDLESS = 8_000_000_000_000_000;
