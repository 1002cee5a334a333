/** What one can show everybody for a moment, in the order of the bar. */
export const REACTIONS = ['👍', '👏', '❤️', '😂', '😮', '🎉', '🤔', '👎'] as const;
export type Reaction = (typeof REACTIONS)[number];

export function isReaction(value: unknown): value is Reaction {
  return (REACTIONS as readonly unknown[]).includes(value);
}

/** What came by data channel, if it is a reaction. Anybody in the room can send anything. */
export function parseReaction(payload: Uint8Array): Reaction | undefined {
  if (payload.length > 64) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (typeof value !== 'object' || value === null) return undefined;
    const { reaction } = value as Record<string, unknown>;
    return isReaction(reaction) ? reaction : undefined;
  } catch {
    return undefined;
  }
}

export function packReaction(reaction: Reaction): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ reaction }));
}
