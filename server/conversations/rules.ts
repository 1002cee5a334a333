import { Failure } from '#kernel/failure.ts';
import type { Role, UserId } from '#protocol/common.ts';
import type { Member } from '#protocol/conversations.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';

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

export function mayRename(role: Role): boolean {
  return role !== 'member';
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
