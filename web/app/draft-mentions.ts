import type { Mention } from '#protocol/conversations.ts';

/** Whom the draft of each composer means, told by the composer: its text alone doesn't say it. */
const meant = new Map<string, () => readonly Mention[]>();

/** `of` is asked when the draft is told to the person's other devices. */
export function noteDraftMentions(composer: string, of: () => readonly Mention[]): void {
  meant.set(composer, of);
}

/** Undefined: nobody has written there since this page was opened. */
export function draftMentions(composer: string): readonly Mention[] | undefined {
  return meant.get(composer)?.();
}

export function clearDraftMentions(): void {
  meant.clear();
}
