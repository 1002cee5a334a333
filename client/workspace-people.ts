import type { Invitation } from '#protocol/accounts.ts';
import type { UserId } from '#protocol/common.ts';
import type { PasswordLink, RoleChange, WorkspacePeople } from '#protocol/workspace-people.ts';
import type { Client } from './api.ts';

/** What owner and administrators do about accounts. Everything fails with 'access.denied' for everybody else. */

type Asks = Pick<Client, 'request'>;

const PATH = '/api/v1/workspace/people';

/** Everybody whose name holds `query`, by nickname, after the person `after`. */
export function workspacePeople(client: Asks, query: string, after?: UserId): Promise<WorkspacePeople> {
  const search = new URLSearchParams({ query, ...(after === undefined ? {} : { after }) });
  return client.request('GET', `${PATH}?${search}`);
}

/** Only the owner may. */
export async function setWorkspaceRole(client: Asks, user: UserId, role: RoleChange['role']): Promise<void> {
  await client.request('PUT', `${PATH}/${user}/role`, { role } satisfies RoleChange);
}

/** The address by which somebody takes a new password, once, within a day. */
export async function passwordLink(client: Asks, user: UserId, origin: string): Promise<string> {
  const { token } = await client.request<PasswordLink>('POST', `${PATH}/${user}/password-link`);
  return `${origin}/new-password?token=${token}`;
}

/** The address by which one person registers, within a week. */
export async function invitationLink(client: Asks, origin: string): Promise<string> {
  const { token } = await client.request<Invitation>('POST', '/api/v1/invitations');
  return `${origin}/register?invite=${token}`;
}
