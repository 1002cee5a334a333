import Type, { type Static } from 'typebox';
import { UserId } from './common.ts';
import { LIMITS } from './limits.ts';

/** What a message can be besides its text. A message with content may have no text. */

const closed = { additionalProperties: false } as const;

/** Somebody's card. */
export const ContactContent = Type.Object({ type: Type.Literal('contact'), user: UserId }, closed);

/** A place on earth, in degrees of WGS 84. */
export const LocationContent = Type.Object(
  {
    type: Type.Literal('location'),
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
    name: Type.String({ minLength: 1, maxLength: LIMITS.placeNameChars }),
  },
  closed,
);

export const Content = Type.Union([ContactContent, LocationContent]);
export type Content = Static<typeof Content>;
export const ContentType = Type.Union([Type.Literal('contact'), Type.Literal('location')]);
export type ContentOf<Name extends Content['type']> = Extract<Content, { type: Name }>;
