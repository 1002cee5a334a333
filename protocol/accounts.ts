import Type, { type Static } from 'typebox';
import { DeviceId, Person, Role, TimeMs } from './common.ts';
import { DeviceClass } from './devices.ts';

/** HTTP shapes of `/api/v1/auth/*` and `/api/v1/me`. Lengths here are only ceilings: `fields.ts` tells what is wrong. */
const Typed = Type.String({ maxLength: 1000 });

/** Where the refresh token travels: an HttpOnly cookie for browsers, the body for everything else. */
const Keep = Type.Union([Type.Literal('cookie'), Type.Literal('body')]);

const DeviceName = Type.String({ maxLength: 80, description: 'e.g. "Chrome on Windows"' });

export const RegisterRequest = Type.Object(
  {
    login: Typed,
    nickname: Typed,
    password: Typed,
    passwordAgain: Typed,
    /** From the link printed at the first start (makes an owner) or an invitation. */
    invite: Type.Optional(Type.String({ maxLength: 100 })),
    deviceName: DeviceName,
    /** 'other' when it isn't told. */
    deviceClass: Type.Optional(DeviceClass),
    keep: Keep,
  },
  { additionalProperties: false },
);
export type RegisterRequest = Static<typeof RegisterRequest>;

export const LoginRequest = Type.Object(
  {
    login: Typed,
    password: Typed,
    deviceName: DeviceName,
    deviceClass: Type.Optional(DeviceClass),
    keep: Keep,
    /** From an earlier `Session`, kept over signing out: this device is not slowed down by strangers' attempts. */
    deviceToken: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
);
export type LoginRequest = Static<typeof LoginRequest>;

export const PasswordChange = Type.Object(
  { current: Typed, password: Typed, passwordAgain: Typed },
  { additionalProperties: false },
);
export type PasswordChange = Static<typeof PasswordChange>;

/** For refresh and logout. Without `refreshToken` the cookie is read. */
export const RefreshRequest = Type.Object(
  { refreshToken: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);
export type RefreshRequest = Static<typeof RefreshRequest>;

export const Me = Type.Object({
  ...Person.properties,
  role: Role,
  username: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String({ description: 'E.164' })),
  email: Type.Optional(Type.String()),
  realName: Type.Optional(Type.String()),
  /** Whether others see them; not when absent. */
  showPhone: Type.Optional(Type.Boolean()),
  showEmail: Type.Optional(Type.Boolean()),
});
export type Me = Static<typeof Me>;

export const Session = Type.Object({
  me: Me,
  device: DeviceId,
  accessToken: Type.String(),
  /** How long the access token still lives, by the server's clock, in milliseconds. */
  expiresInMs: Type.Integer({ minimum: 0 }),
  /** Only with `keep: 'body'`. */
  refreshToken: Type.Optional(Type.String()),
  /** Only with `keep: 'body'`, at registration and login: for the next `LoginRequest`. Grants nothing by itself. */
  deviceToken: Type.Optional(Type.String()),
});
export type Session = Static<typeof Session>;

/** What the sign-in screen must know before anybody is known. */
export const Welcome = Type.Object({
  registration: Type.Union([Type.Literal('open'), Type.Literal('invite'), Type.Literal('closed')]),
  /** Nobody has registered yet: the first account needs the link printed at start to become owner. */
  empty: Type.Boolean(),
});
export type Welcome = Static<typeof Welcome>;

/** For one registration; the link is `<origin>/register?invite=<token>`. */
export const Invitation = Type.Object({ token: Type.String(), expiresAt: TimeMs });
export type Invitation = Static<typeof Invitation>;
