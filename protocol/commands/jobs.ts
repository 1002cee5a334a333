import Type, { type Static } from 'typebox';
import { TimeMs } from '../common.ts';
import { closed, command } from './shapes.ts';

/** What owner and administrators see of work that failed. Rules: docs/spec/jobs.md. */

export const DeadJob = Type.Object({
  kind: Type.String(),
  key: Type.String(),
  attempts: Type.Integer({ minimum: 0 }),
  /** A failure's code, or an error's name. */
  reason: Type.String(),
  createdAt: TimeMs,
  diedAt: TimeMs,
});
export type DeadJob = Static<typeof DeadJob>;

const Named = Type.Object({ kind: Type.String({ maxLength: 40 }), key: Type.String({ maxLength: 120 }) }, closed);
const Count = Type.Integer({ minimum: 0 });

export const JOB_COMMANDS = {
  /** The last 100 that were given up, the newest first; and how many there are of each kind. */
  'jobs.dead': command(
    Type.Object({}, closed),
    Type.Object({
      jobs: Type.Array(DeadJob),
      counts: Type.Array(Type.Object({ kind: Type.String(), waiting: Count, dead: Count })),
    }),
  ),
  /** Tries one again, from the first attempt on. */
  'jobs.retry': command(Named, Type.Object({})),
  'jobs.forget': command(Named, Type.Object({})),
} as const;
