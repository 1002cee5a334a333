import type { Person, UserId } from '#protocol/common.ts';
import type { Identity } from '#server/identity/api.ts';
import type { ChatDb } from './store.ts';

/** [MC20] A guest's seat, `g_…`, as somebody who writes: `u_…`. Nobody has an account with this id. */
export function guestId(identity: string): UserId {
  return identity.replace(/^g_/, 'u_');
}

/** The seat of whoever writes: their own, or that of the guest that they are. */
export function seatNames(user: UserId): readonly string[] {
  return [user, user.replace(/^u_/, 'g_')];
}

/** People with accounts, and the guests among the others. */
export function withGuests(identity: Pick<Identity, 'people'>, db: ChatDb): Identity['people'] {
  return async (ids) => {
    const known = await identity.people(ids);
    const found = new Set(known.map(({ id }) => id));
    const missing = [...new Set(ids)].filter((id) => !found.has(id));
    if (missing.length === 0) return known;
    const rows = await db.selectFrom('meeting_guests').select(['id', 'name']).where('id', 'in', missing).execute();
    return [...known, ...rows.map(({ id, name }): Person => ({ id, nickname: name, guest: true }))];
  };
}
