import type { ConversationId, UserId } from '#protocol/common.ts';

/** Whose faces stand for which group, kept on this device so that lists look the same at once after a reload. */
const KEY = 'yiqi.faces.';
const MOST = 200;

export interface GroupFacesOf {
  /** How many members there were: another number means other faces. */
  count: number;
  users: readonly UserId[];
}

export function keptFaces(me: UserId): Map<ConversationId, GroupFacesOf> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY + me) ?? '[]');
    if (!Array.isArray(stored)) return new Map();
    return new Map(stored.filter(isEntry).slice(-MOST));
  } catch {
    return new Map();
  }
}

/** The last ones that were learnt are kept. */
export function keepFaces(me: UserId, faces: ReadonlyMap<ConversationId, GroupFacesOf>): void {
  try {
    localStorage.setItem(KEY + me, JSON.stringify([...faces].slice(-MOST)));
  } catch {
    // Refused storage: then they are fetched again next time.
  }
}

/** Forgets everybody's, as somebody signs out. */
export function clearKeptFaces(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) localStorage.removeItem(key);
  } catch {
    // Nothing was stored then.
  }
}

function isEntry(entry: unknown): entry is [ConversationId, GroupFacesOf] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { count, users } = (entry[1] ?? {}) as Partial<GroupFacesOf>;
  return typeof count === 'number' && Array.isArray(users) && users.every((user) => typeof user === 'string');
}
