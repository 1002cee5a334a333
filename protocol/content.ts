import Type, { type Static, type TSchema } from 'typebox';
import { CallContent } from './calls.ts';
import { TimeMs, UserId } from './common.ts';
import { FilesContent } from './files.ts';
import { LIMITS } from './limits.ts';
import { MeetingContent } from './planning.ts';
import { PollContent } from './polls.ts';
import { VoiceContent } from './voice.ts';

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

/** Shakes somebody's window. It says nothing besides. */
export const NudgeContent = Type.Object({ type: Type.Literal('nudge'), user: UserId }, closed);

export const StickerId = Type.String({ pattern: '^st_[0-9a-z]{20}$', description: 'A sticker' });
export type StickerId = Static<typeof StickerId>;

const stickerSide = Type.Integer({ minimum: 1, maximum: LIMITS.stickerPx });

/** A picture of somebody's pack. `text` says what is seen, for those who see it otherwise; it may be empty. */
export const StickerContent = Type.Object(
  {
    type: Type.Literal('sticker'),
    id: StickerId,
    width: stickerSide,
    height: stickerSide,
    text: Type.String({ maxLength: LIMITS.stickerChars }),
  },
  closed,
);

/** What a message in a bundle can be, besides another bundle. */
const Carried = [ContactContent, LocationContent, StickerContent, FilesContent, VoiceContent] as const;
export type CarriedContent = Static<(typeof Carried)[number]>;

/** Messages that were forwarded together, each as it was then. Only the server makes one, from what it reads itself. */
export interface Bundle {
  type: 'bundle';
  title: string;
  items: BundleItem[];
}

export interface BundleItem {
  by: UserId;
  /** What the author was called then. */
  name: string;
  at: TimeMs;
  text: string;
  content?: CarriedContent | Bundle;
}

function bundleOf<const Inner extends TSchema>(inner: Inner) {
  const item = Type.Object(
    {
      by: UserId,
      name: Type.String({ maxLength: LIMITS.nicknameChars }),
      at: TimeMs,
      text: Type.String(),
      content: Type.Optional(inner),
    },
    closed,
  );
  const items = Type.Array(item, { minItems: 1, maxItems: LIMITS.bundleItems });
  const title = Type.String({ minLength: 1, maxLength: LIMITS.bundleTitleChars });
  return Type.Object({ type: Type.Literal('bundle'), title, items }, closed);
}

/** At most `LIMITS.bundleDepth` bundles in one another. */
const Innermost = bundleOf(Type.Union([...Carried]));
const Inner = bundleOf(Type.Union([...Carried, Innermost]));
export const BundleContent = bundleOf(Type.Union([...Carried, Inner]));

export const Content = Type.Union([
  ContactContent,
  LocationContent,
  NudgeContent,
  StickerContent,
  BundleContent,
  PollContent,
  CallContent,
  MeetingContent,
  FilesContent,
  VoiceContent,
]);
export type Content = Static<typeof Content>;
export const ContentType = Type.Union([
  Type.Literal('contact'),
  Type.Literal('location'),
  Type.Literal('nudge'),
  Type.Literal('sticker'),
  Type.Literal('bundle'),
  Type.Literal('poll'),
  Type.Literal('call'),
  Type.Literal('meeting'),
  Type.Literal('files'),
  Type.Literal('voice'),
]);
export type ContentOf<Name extends Content['type']> = Extract<Content, { type: Name }>;
