import type { Person } from '#protocol/common.ts';
import type { IdentityTables } from './tables.ts';

/** What a person's card is made of. */
export const PERSON_COLUMNS = [
  'id',
  'nickname',
  'avatar',
  'job',
  'signature',
  'status_text',
  'status_until',
] as const satisfies (keyof IdentityTables['account'])[];

export type PersonRow = Pick<IdentityTables['account'], (typeof PERSON_COLUMNS)[number]>;

/** What everybody may know. A status that has run out is none. */
export function personOf(row: PersonRow, now: number): Person {
  const { status_text: text, status_until: until } = row;
  const current = text !== null && (until === null || until > now);
  return {
    id: row.id,
    nickname: row.nickname,
    ...(row.avatar === null ? {} : { avatar: row.avatar }),
    ...(row.job === null ? {} : { job: row.job }),
    ...(row.signature === null ? {} : { signature: row.signature }),
    ...(current ? { status: { text, ...(until === null ? {} : { until }) } } : {}),
  };
}
