import { Failure } from '#kernel/failure.ts';
import type { Role, UserId } from '#protocol/common.ts';
import type { Member, Mention } from '#protocol/conversations.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type AccessRow, settingsOf } from './rows.ts';

/** @throws Failure 'request.too-large' past `LIMITS.textBytes` of UTF-8, 'request.invalid' when blank or no Unicode */
export function checkText(text: string): void {
  // A code unit is at least one byte: no need to count those of a text that can't fit.
  if (text.length > LIMITS.textBytes || Buffer.byteLength(text) > LIMITS.textBytes) {
    throw new Failure('request.too-large');
  }
  if (!text.isWellFormed() || text.trim() === '') throw new Failure('request.invalid');
}

/** The title as it is stored. @throws Failure 'fields.invalid' */
export function acceptTitle(title: string): string {
  if (!title.isWellFormed()) throw new Failure('request.invalid');
  const fault = checkTitle(title);
  if (fault) throw new Failure('fields.invalid', { fields: { title: fault } });
  return title.trim();
}

/** A member, and what is set where they are. */
export type Standing = Pick<AccessRow, 'role' | 'settings' | 'muted_until'>;

/** Owner and admins: they rename, set what is set, and decide who comes in. Direct conversations have members only. */
export function mayManage({ role }: Pick<Standing, 'role'>): boolean {
  return role !== 'member';
}

/** Whether the member is muted at `now`: then they write, edit, react and pin nothing. */
function isMuted({ muted_until: until }: Pick<Standing, 'muted_until'>, now: number): boolean {
  return until !== null && until > now;
}

/** Whether the member may send messages at `now`. */
function mayPost(standing: Standing, now: number): boolean {
  return !isMuted(standing, now) && allows(standing, 'post');
}

export function mayInvite(standing: Standing): boolean {
  return allows(standing, 'invite');
}

export function mayPin(standing: Standing): boolean {
  return allows(standing, 'pin');
}

function mayMentionAll(standing: Standing): boolean {
  return allows(standing, 'mentionAll');
}

function allows(standing: Standing, what: 'post' | 'invite' | 'pin' | 'mentionAll'): boolean {
  return standing.role !== 'member' || settingsOf(standing)[what] !== 'admins';
}

/** @throws Failure 'member.muted' */
export function checkNotMuted(standing: Standing, now: number): void {
  if (isMuted(standing, now)) throw new Failure('member.muted');
}

/** That the member may send messages, and mention whom they mention. @throws Failure which says why not */
export function checkPosting(standing: Standing, now: number, mentions: readonly Mention[]): void {
  checkNotMuted(standing, now);
  if (!mayPost(standing, now)) throw new Failure('post.admins-only');
  if (mentions.some((one) => one === 'all' || one === 'here') && !mayMentionAll(standing))
    throw new Failure('mention-all.admins-only');
}

/** Nobody removes the owner; admins remove members only. */
export function mayRemove(role: Role, target: Role): boolean {
  if (target === 'owner') return false;
  return role === 'owner' || (role === 'admin' && target === 'member');
}

/** Whether somebody may recall what others wrote, and what is old. Direct conversations have members only. */
export function mayRecall(role: Role): boolean {
  return role !== 'member';
}

/** Who owns the group after `leaving`: the admin who joined first, else the member who did. `members` in that order. */
export function heirOf(members: readonly Member[], leaving: UserId): UserId | undefined {
  const others = members.filter((member) => member.user !== leaving);
  return (others.find((member) => member.role === 'admin') ?? others[0])?.user;
}

/** How many can be in. */
export function mostMembers({ kind }: { kind: 'direct' | 'group' | 'channel' }): number {
  return kind === 'channel' ? LIMITS.channelMembers : LIMITS.groupMembers;
}
