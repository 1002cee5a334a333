import assert from 'node:assert/strict';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Line, Summary } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { SettingsRequest } from '#protocol/group-settings.ts';
import type { Caller } from '../../../identity/api.ts';
import { freshClientId, type World } from '../../conversations-world.ts';

/** What random histories do with groups. */

export const GROUP_KINDS = [
  'settings',
  'settings',
  'history',
  'role',
  'owner',
  'mute',
  'dissolve',
  'link',
  'link',
  'decide',
  'ban',
] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export function isGroupKind(kind: string): kind is GroupKind {
  return GROUP_KINDS.some((one) => one === kind);
}

interface GroupStep {
  conversation: ConversationId;
  /** Any number, to choose by. */
  seq: number;
  other: Caller;
}

export async function groupStep(
  world: World,
  caller: Caller,
  kind: GroupKind,
  { conversation, seq, other }: GroupStep,
): Promise<void> {
  const about = { clientId: freshClientId(), conversation, member: other.user };
  const { member: _, ...whole } = about;
  if (kind === 'settings') await world.as(caller, 'conversation.settings', { ...whole, change: changeBy(world, seq) });
  if (kind === 'history') {
    const history = seq % 3 === 0 ? ('everything' as const) : ('joining' as const);
    await world.as(caller, 'conversation.settings', { ...whole, change: { history } });
  }
  if (kind === 'role') await world.as(caller, 'member.role', { ...about, role: seq % 3 === 0 ? 'member' : 'admin' });
  if (kind === 'owner') await world.as(caller, 'member.owner', about);
  if (kind === 'mute') await world.as(caller, 'member.mute', { ...about, until: muteBy(world, seq) });
  if (kind === 'dissolve' && seq % 5 === 0) await world.as(caller, 'conversation.dissolve', whole);
  if (kind === 'link') {
    const { token } = await world.as(caller, 'join.create', { conversation });
    await world.as(other, 'join.ask', { token });
  }
  if (kind === 'decide') await world.as(caller, 'join.decide', { conversation, user: other.user, accept: seq % 3 > 0 });
  if (kind === 'ban' && seq % 2) await world.as(caller, 'member.remove', { ...about, ban: true });
  if (kind === 'ban') await world.as(caller, 'join.lift', { conversation, user: other.user });
  await world.conversations.endDue();
}

function changeBy(world: World, seq: number): SettingsRequest {
  const who = seq % 2 ? ('admins' as const) : ('everybody' as const);
  const changes: SettingsRequest[] = [
    { post: who },
    { invite: who, pin: who },
    { mentionAll: who },
    { announcement: seq % 2 ? `a${seq}` : '' },
    { approval: seq % 2 > 0 },
    { receipts: seq % 2 > 0 },
    { until: seq % 2 ? world.clock.now() + 1000 : null },
  ];
  return changes[Math.floor(seq / 2) % changes.length] ?? {};
}

function muteBy(world: World, seq: number): number {
  return [0, world.clock.now() + 1000, FOR_GOOD][seq % 3] ?? 0;
}

/** [GR70], [GR71]: what the member sees begins where their summary says. */
export function assertVisible(summary: Summary, lines: readonly Line[], me: UserId): void {
  const from = summary.visibleFrom ?? 1;
  assert.ok(lines.every((line) => line.seq >= from && (line.type !== 'message' || (line.replyTo ?? from) >= from)));
  const [first] = lines;
  assert.equal(first?.seq, from);
  if (from > 1) assert.ok(first?.type === 'members-added' && first.members.includes(me));
}
