import type { BoardOpened } from '#protocol/boards.ts';

const listeners = new Set<(opened: BoardOpened) => void>();

/** The server says that somebody in the room opened the whiteboard or the notes. */
export function hearOpened(payload: Uint8Array): void {
  const opened = parsed(payload);
  if (opened !== undefined) for (const listener of listeners) listener(opened);
}

export function onOpened(listener: (opened: BoardOpened) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parsed(payload: Uint8Array): BoardOpened | undefined {
  try {
    const { kind, identity, name } = JSON.parse(new TextDecoder().decode(payload)) as Partial<BoardOpened>;
    const known = kind === 'whiteboard' || kind === 'notes';
    return known && typeof identity === 'string' && typeof name === 'string' ? { kind, identity, name } : undefined;
  } catch {
    return undefined;
  }
}
