import Type, { type Static } from 'typebox';
import { Seq, TimeMs, UserId } from './common.ts';
import { LIMITS } from './limits.ts';

/** A question with answers to choose from, and what has been answered: docs/spec/polls.md. */

const closed = { additionalProperties: false } as const;

/** The places of options in their poll, rising. Empty: the vote is taken back. */
export const PollChoice = Type.Array(Type.Integer({ minimum: 0, maximum: LIMITS.pollOptions - 1 }), {
  maxItems: LIMITS.pollOptions,
  uniqueItems: true,
});
export type PollChoice = Static<typeof PollChoice>;

export const PollContent = Type.Object(
  {
    type: Type.Literal('poll'),
    question: Type.String({ minLength: 1, maxLength: LIMITS.pollQuestionChars }),
    options: Type.Array(Type.String({ minLength: 1, maxLength: LIMITS.pollOptionChars }), {
      minItems: 2,
      maxItems: LIMITS.pollOptions,
      uniqueItems: true,
    }),
    /** More than one option can be chosen. */
    multiple: Type.Optional(Type.Literal(true)),
    /** Nobody is told who chose what. */
    anonymous: Type.Optional(Type.Literal(true)),
    /** By the server's clock; votes that are stored from then on are refused. */
    closesAt: Type.Optional(TimeMs),
  },
  closed,
);
export type PollContent = Static<typeof PollContent>;

/** How many chose each option, and how many people voted. */
export const Tally = Type.Object({
  counts: Type.Array(Seq, { maxItems: LIMITS.pollOptions }),
  voters: Seq,
});
export type Tally = Static<typeof Tally>;

/** What has become of a poll. */
export const PollState = Type.Object({
  ...Tally.properties,
  /** Of each option the first who chose it, at most `LIMITS.pollNames`. Never of an anonymous poll. */
  names: Type.Optional(
    Type.Array(Type.Array(UserId, { maxItems: LIMITS.pollNames }), { maxItems: LIMITS.pollOptions }),
  ),
  /** What the reader chose. */
  mine: Type.Optional(PollChoice),
  /** Who closed it before its time. */
  closed: Type.Optional(Type.Object({ by: UserId, at: TimeMs })),
});
export type PollState = Static<typeof PollState>;
