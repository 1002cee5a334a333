import Type from 'typebox';
import { ClientId, ConversationId, Person, TimeMs, UserId } from '../common.ts';
import { DepartmentId } from '../departments.ts';
import { LIMITS } from '../limits.ts';
import { MeetingLobby, Passcode } from '../meeting-rules.ts';
import { MeetingNumber } from '../meetings.ts';
import {
  Day,
  LocalTime,
  Minutes,
  Occurrence,
  PastMeeting,
  Plan,
  PlanAnswer,
  PlanId,
  Repeat,
  Zone,
} from '../planning.ts';
import { closed, command } from './shapes.ts';

const Done = Type.Object({});
const One = Type.Object({ plan: PlanId }, closed);
/** A ceiling only: `fields.ts` tells what is wrong. */
const Title = Type.String({ maxLength: 1000 });
const Agenda = Type.String({ maxLength: LIMITS.planAgendaChars });
const Remind = Type.Integer({ minimum: 0, maximum: LIMITS.planRemindMin });
const People = Type.Array(UserId, { maxItems: LIMITS.planPeople, uniqueItems: true });
const Departments = Type.Array(DepartmentId, { maxItems: LIMITS.planDepartments, uniqueItems: true });

/** Planned meetings. That something about one changed is told by 'plan' entries of people's own logs: docs/spec/planning.md. */
export const PLANNING_COMMANDS = {
  /** A repeated client id gets the first answer. */
  'plan.create': command(
    Type.Object(
      {
        clientId: ClientId,
        title: Title,
        agenda: Type.Optional(Agenda),
        start: LocalTime,
        zone: Zone,
        minutes: Minutes,
        repeat: Type.Optional(Repeat),
        /** Minutes before; absent: nothing is said before. */
        remind: Type.Optional(Remind),
        /** A group whose members are all invited, there. */
        conversation: Type.Optional(ConversationId),
        people: Type.Optional(People),
        /** Who is in them now, those below included. */
        departments: Type.Optional(Departments),
        passcode: Type.Optional(Passcode),
        lobby: Type.Optional(MeetingLobby),
      },
      closed,
    ),
    Plan,
  ),
  /** All of it, from now on; what isn't given stays. Another time or rule makes every occurrence as the rule says. */
  'plan.change': command(
    Type.Object(
      {
        plan: PlanId,
        title: Type.Optional(Title),
        agenda: Type.Optional(Agenda),
        start: Type.Optional(LocalTime),
        zone: Type.Optional(Zone),
        minutes: Type.Optional(Minutes),
        /** null: it is one meeting only. */
        repeat: Type.Optional(Type.Union([Repeat, Type.Null()])),
        /** null: nothing is said before. */
        remind: Type.Optional(Type.Union([Remind, Type.Null()])),
      },
      closed,
    ),
    Plan,
  ),
  /** One occurrence of a series is at another time. */
  'plan.move': command(Type.Object({ plan: PlanId, day: Day, start: LocalTime, minutes: Minutes }, closed), Plan),
  /** One occurrence, or with no day all of it. */
  'plan.cancel': command(Type.Object({ plan: PlanId, day: Type.Optional(Day) }, closed), Done),
  'plan.invite': command(
    Type.Object({ plan: PlanId, people: Type.Optional(People), departments: Type.Optional(Departments) }, closed),
    Plan,
  ),
  'plan.uninvite': command(Type.Object({ plan: PlanId, user: UserId }, closed), Plan),
  /** Lets somebody invited change the plan, or takes that back. */
  'plan.organise': command(Type.Object({ plan: PlanId, user: UserId, on: Type.Boolean() }, closed), Plan),
  /** For one occurrence; with no day for all of them, whatever was answered for single ones before. */
  'plan.answer': command(Type.Object({ plan: PlanId, answer: PlanAnswer, day: Type.Optional(Day) }, closed), Done),
  'plan.get': command(One, Plan),
  /** What the person is invited to between two instants, in order; cut off after `LIMITS.planAgendaItems`. */
  'plan.agenda': command(
    Type.Object({ from: TimeMs, to: TimeMs }, closed),
    Type.Object({ items: Type.Array(Occurrence, { maxItems: LIMITS.planAgendaItems }), people: Type.Array(Person) }),
  ),
  /** An iCalendar file: to keep, or as an invitation to the asker that wants an answer. */
  'plan.file': command(
    Type.Object(
      { plan: PlanId, origin: Type.String({ maxLength: 300 }), invitation: Type.Optional(Type.Literal(true)) },
      closed,
    ),
    Type.Object({ name: Type.String(), text: Type.String() }),
  ),
  /** An address at which calendars read the person's meetings; making one ends the one before. */
  'plan.feed': command(
    Type.Object({ do: Type.Union([Type.Literal('look'), Type.Literal('make'), Type.Literal('revoke')]) }, closed),
    Type.Object({
      on: Type.Boolean(),
      /** Told once, when it is made: a path of this server. */
      path: Type.Optional(Type.String()),
    }),
  ),
  /** The meetings that the person was in, the newest first. */
  'meeting.history': command(
    Type.Object({ before: Type.Optional(TimeMs) }, closed),
    Type.Object({
      meetings: Type.Array(PastMeeting, { maxItems: LIMITS.meetingPage }),
      people: Type.Array(Person),
      /** There is more before this. */
      next: Type.Optional(TimeMs),
    }),
  ),
  /** The person's own number, which stays; made when it is asked for first. `renew`: another one, and the old one ends. */
  'meeting.own': command(
    Type.Object({ renew: Type.Optional(Type.Literal(true)) }, closed),
    Type.Object({ number: MeetingNumber }),
  ),
} as const;
