import Type, { type Static } from 'typebox';
import { Me } from '../accounts.ts';
import { Seq, TimeMs } from '../common.ts';
import { UserEntry } from '../personal.ts';
import { ChangesPage, closed, command } from './shapes.ts';

export const Hello = Type.Object(
  {
    token: Type.String({ maxLength: 2000 }),
    level: Type.Integer({ minimum: 1 }),
    /** Where the client is whole up to, from its last `hello`. Absent: start from nothing. */
    since: Type.Optional(
      Type.Object(
        { epoch: Type.String({ maxLength: 40 }), cursor: Type.String({ maxLength: 40 }), entrySeq: Seq },
        closed,
      ),
    ),
  },
  closed,
);

export const HelloAnswer = Type.Object({
  me: Me,
  /** Another epoch than the client's: its cached state is void and this answer starts from nothing. */
  epoch: Type.String(),
  resync: Type.Boolean(),
  now: TimeMs,
  /** For the next `hello`, valid once every page and entry has been applied. */
  cursor: Type.String(),
  entries: Type.Array(UserEntry),
  entrySeq: Seq,
  /** What changed last first. */
  changes: ChangesPage,
  /** How long after sending an own message may be edited and recalled, in ms; 0: always. */
  policy: Type.Object({ editMs: TimeMs, recallMs: TimeMs }),
});
export type HelloAnswer = Static<typeof HelloAnswer>;

/** The connection's own. */
export const SESSION_COMMANDS = {
  hello: command(Hello, HelloAnswer),
  ping: command(Type.Object({}, closed), Type.Object({ now: TimeMs })),
  /** A fresh access token of the same person and device, so that the connection outlives the one of `hello`. */
  'session.renew': command(Type.Object({ token: Type.String({ maxLength: 2000 }) }, closed), Type.Object({})),
} as const;
