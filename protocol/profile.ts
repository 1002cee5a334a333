import Type, { type Static } from 'typebox';
import { AVATAR } from './avatar.ts';
import { Person, TimeMs } from './common.ts';

export { AVATAR, avatarPath } from './avatar.ts';

/** What people tell of themselves. Rules: docs/spec/presence.md, "Profiles". */

/** The card of a person: what every colleague may know, and what the person chose to show. */
export const Profile = Type.Object({
  person: Person,
  realName: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String({ description: 'E.164' })),
  email: Type.Optional(Type.String()),
});
export type Profile = Static<typeof Profile>;

/** Ceilings only: `fields.ts` tells what is wrong. */
const Typed = Type.Optional(Type.String({ maxLength: 1000 }));

/** What is not given stays; an empty text takes away what was there. */
export const ProfileChange = Type.Object(
  {
    nickname: Typed,
    realName: Typed,
    job: Typed,
    signature: Typed,
    /** Without `until` it stays until it is changed. */
    status: Type.Optional(
      Type.Object(
        { text: Type.String({ maxLength: 1000 }), until: Type.Optional(TimeMs) },
        { additionalProperties: false },
      ),
    ),
    showPhone: Type.Optional(Type.Boolean()),
    showEmail: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ProfileChange = Static<typeof ProfileChange>;

function picture(bytes: number) {
  return Type.String({ minLength: 4, maxLength: Math.ceil(bytes / 3) * 4, description: `Base64, to ${bytes} bytes` });
}

/** One face in two sizes, square, as JPEG or WebP. */
export const AvatarUpload = Type.Object(
  { large: picture(AVATAR.largeBytes), small: picture(AVATAR.smallBytes) },
  { additionalProperties: false },
);
export type AvatarUpload = Static<typeof AvatarUpload>;
