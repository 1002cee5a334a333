import Type, { type Static } from 'typebox';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** What a page of the web says of itself. */
export const LinkPreview = Type.Object({
  title: Type.String({ minLength: 1, maxLength: LIMITS.previewTitleChars }),
  description: Type.Optional(Type.String({ maxLength: LIMITS.previewTextChars })),
  site: Type.Optional(Type.String({ maxLength: LIMITS.previewTitleChars })),
});
export type LinkPreview = Static<typeof LinkPreview>;

export const LINK_COMMANDS = {
  /** Without a preview: there is none, for whatever reason. */
  'link.preview': command(
    Type.Object({ url: Type.String({ maxLength: LIMITS.previewUrlChars }) }, closed),
    Type.Object({ preview: Type.Optional(LinkPreview) }),
  ),
} as const;
