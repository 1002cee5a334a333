import Type, { type Static } from 'typebox';

/**
 * HTTP shapes of `/api/v1/meetings/{number}/hand` and `…/spotlight`. Who asks is told by `pass`: the LiveKit token with
 * which they came in, good for that as long as they are there. Everybody sees the answer as attributes of the
 * participant: `hand` is since when it is up, in milliseconds since the Unix epoch; `spotlight` is '1'.
 */
const Pass = Type.String({ minLength: 1, maxLength: 4096 });
const Identity = Type.String({ minLength: 1, maxLength: 64 });

/** Without an identity: one's own hand. With one a host takes somebody's hand down. */
export const HandRequest = Type.Object(
  { pass: Pass, up: Type.Boolean(), identity: Type.Optional(Identity) },
  { additionalProperties: false },
);
export type HandRequest = Static<typeof HandRequest>;

/** A host shows somebody large to everybody; without an identity nobody any more. */
export const SpotlightRequest = Type.Object(
  { pass: Pass, identity: Type.Optional(Identity) },
  { additionalProperties: false },
);
export type SpotlightRequest = Static<typeof SpotlightRequest>;
