import Type, { type Static } from 'typebox';

/** How two people stand to each other, as one of them sees it. Rules: docs/spec/directory.md. */
export const ContactState = Type.Union([
  Type.Literal('none'),
  /** The other one has asked, and waits for an answer. */
  Type.Literal('asked'),
  /** This person has asked. */
  Type.Literal('asking'),
  Type.Literal('contact'),
]);
export type ContactState = Static<typeof ContactState>;
