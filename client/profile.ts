import type { Me, PasswordChange } from '#protocol/accounts.ts';
import type { SignedOutOthers } from '#protocol/devices.ts';
import type { AvatarUpload, ProfileChange } from '#protocol/profile.ts';
import type { Client } from './api.ts';

type Asks = Pick<Client, 'request' | 'takeMe'>;

/** Changes what this person tells of themselves. @throws Failure 'fields.invalid' that names every wrong field, … */
export async function changeProfile(client: Asks, change: ProfileChange): Promise<Me> {
  const me = await client.request<Me>('PATCH', '/api/v1/me', change);
  await client.takeMe(me);
  return me;
}

/** Shows another face, or none. @throws Failure 'avatar.invalid', … */
export async function setAvatar(client: Asks, upload: AvatarUpload | undefined): Promise<Me> {
  const path = '/api/v1/me/avatar';
  const me = await (upload === undefined
    ? client.request<Me>('DELETE', path)
    : client.request<Me>('PUT', path, upload));
  await client.takeMe(me);
  return me;
}

/**
 * Takes another password, and signs this person's other devices out.
 *
 * @returns how many devices that were
 * @throws Failure 'fields.invalid' that names every wrong field, 'rate.limited', …
 */
export async function changePassword(client: Pick<Client, 'request'>, change: PasswordChange): Promise<number> {
  return (await client.request<SignedOutOthers>('POST', '/api/v1/me/password', change)).signedOut;
}
