import Type, { type Static } from 'typebox';
import { Person, Role, TimeMs } from './common.ts';

/** HTTP shapes of `/api/v1/workspace/people`: what owner and administrators see and do of everybody's accounts. */

export const WorkspacePerson = Type.Object({
  ...Person.properties,
  role: Role,
  /** What they sign in by, as they typed it. */
  login: Type.String(),
  registeredAt: TimeMs,
});
export type WorkspacePerson = Static<typeof WorkspacePerson>;

export const WorkspacePeople = Type.Object({
  people: Type.Array(WorkspacePerson),
  /** There are more, after the last of these. */
  more: Type.Boolean(),
});
export type WorkspacePeople = Static<typeof WorkspacePeople>;

export const RoleChange = Type.Object(
  { role: Type.Union([Type.Literal('admin'), Type.Literal('member')]) },
  { additionalProperties: false },
);
export type RoleChange = Static<typeof RoleChange>;

/** For one new password; the link is `<origin>/new-password?token=<token>`. */
export const PasswordLink = Type.Object({ token: Type.String(), expiresAt: TimeMs });
export type PasswordLink = Static<typeof PasswordLink>;

const Typed = Type.String({ maxLength: 1000 });

export const PasswordReset = Type.Object(
  { token: Type.String({ maxLength: 100 }), password: Typed, passwordAgain: Typed },
  { additionalProperties: false },
);
export type PasswordReset = Static<typeof PasswordReset>;
