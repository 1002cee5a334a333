import { newId, randomText } from '#kernel/ids.ts';
import type { UserId } from '#protocol/common.ts';
import type { DepartmentId } from '#protocol/departments.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { ParamsOf, SessionCommand } from '#protocol/realtime.ts';

/** What a role in the workspace may do, where no conversation is named. */
export const ROLES = ['owner', 'admin', 'member'] as const;
export type WorkspaceRole = (typeof ROLES)[number];
type Outcome = 'may' | FailureCode;

/** An empty department, and somebody who knows nobody. */
export interface Company {
  readonly department: DepartmentId;
  readonly person: UserId;
}

export interface WorkspaceRow {
  readonly name: SessionCommand;
  readonly params: (company: Company) => unknown;
  readonly outcomes: Readonly<Record<WorkspaceRole, Outcome>>;
}

function row<Name extends SessionCommand>(
  name: Name,
  outcomes: WorkspaceRow['outcomes'],
  params: (company: Company) => ParamsOf<Name>,
): WorkspaceRow {
  return { name, outcomes, params };
}

const same = (outcome: Outcome) => ({ owner: outcome, admin: outcome, member: outcome });
const ALL = same('may');
const STAFF = { owner: 'may', admin: 'may', member: 'access.denied' } as const;
const STAFF_UNKNOWN = { owner: 'job.unknown', admin: 'job.unknown', member: 'access.denied' } as const;
const nothing = () => ({});

export const WORKSPACE_MATRIX: readonly WorkspaceRow[] = [
  row('department.tree', ALL, nothing),
  row('department.members', ALL, ({ department }) => ({ department })),
  row('department.of', ALL, ({ person }) => ({ user: person })),
  row('department.create', STAFF, () => ({ name: randomText(8) })),
  row('department.rename', STAFF, ({ department }) => ({ department, name: randomText(8) })),
  row('department.move', STAFF, ({ department }) => ({ department })),
  row('department.delete', STAFF, ({ department }) => ({ department })),
  row('department.add', STAFF, ({ department, person }) => ({ department, users: [person] })),
  row('department.remove', STAFF, ({ department, person }) => ({ department, users: [person] })),
  row('search.all', ALL, () => ({ query: 'x' })),
  row('search.messages', ALL, () => ({ query: 'x' })),
  row('search.rebuild', STAFF, nothing),
  row('search.state', STAFF, nothing),
  row('push.state', ALL, nothing),
  row('push.settings', ALL, () => ({ settings: { shows: 'all', messages: 'all', calls: true } })),
  row('push.unregister', ALL, nothing),
  row('push.app', same('push.address'), () => ({ kind: 'apns', token: 'a'.repeat(64), language: 'en' })),
  row('jobs.dead', STAFF, nothing),
  row('jobs.retry', STAFF_UNKNOWN, () => ({ kind: 'x', key: 'x' })),
  row('jobs.forget', STAFF_UNKNOWN, () => ({ kind: 'x', key: 'x' })),
  row('people.search', ALL, () => ({ query: '' })),
  row('people.get', ALL, ({ person }) => ({ ids: [person] })),
  row('people.profile', ALL, ({ person }) => ({ user: person })),
  row('conversation.direct', ALL, ({ person }) => ({ user: person })),
  row('conversation.create', ALL, ({ person }) => ({ clientId: randomText(20), title: 'g', members: [person] })),
  row('channel.create', ALL, () => ({ clientId: randomText(20), title: randomText(8) })),
  row('channel.browse', ALL, nothing),
  row('conversation.faces', ALL, () => ({ conversations: [newId('c')] })),
  row('conversation.look', ALL, () => ({ conversations: [newId('c')] })),
  row('message.stars', ALL, nothing),
  row('thread.list', ALL, nothing),
  row('sticker.packs', ALL, nothing),
  row('presence.devices', ALL, nothing),
  row('presence.settings', ALL, nothing),
  row('settings.keep', ALL, () => ({ receipts: true })),
];
