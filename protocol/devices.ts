import Type, { type Static } from 'typebox';
import { DeviceId, TimeMs } from './common.ts';

/** HTTP shapes of `/api/v1/devices`: the browsers and apps that one person is signed in on. */

/** What kind of thing a device is, as it says of itself when it signs in. */
export const DeviceClass = Type.Union([
  Type.Literal('computer'),
  Type.Literal('phone'),
  Type.Literal('tablet'),
  Type.Literal('other'),
]);
export type DeviceClass = Static<typeof DeviceClass>;

export const Device = Type.Object({
  id: DeviceId,
  name: Type.String({ description: 'As the device called itself, e.g. "Chrome on Windows"' }),
  class: DeviceClass,
  signedInAt: TimeMs,
  /** When it last renewed its session: at most ten minutes behind while it is used. */
  seenAt: TimeMs,
  /** From where it was used last: an IP address, told to its own person only. Nobody guesses a place from it. */
  address: Type.Optional(Type.String()),
  /** Whether it is the one that asks. */
  current: Type.Boolean(),
});
export type Device = Static<typeof Device>;

/** The one that asks first, then by when they were last seen. */
export const Devices = Type.Object({ devices: Type.Array(Device) });
export type Devices = Static<typeof Devices>;

/** The person's own name for a device. */
export const DeviceRename = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }) },
  { additionalProperties: false },
);
export type DeviceRename = Static<typeof DeviceRename>;

export const SignedOutOthers = Type.Object({ signedOut: Type.Integer({ minimum: 0 }) });
export type SignedOutOthers = Static<typeof SignedOutOthers>;
