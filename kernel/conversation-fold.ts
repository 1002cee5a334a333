import type { Role, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { ConversationEvent, EventOf, Member, ReadMark, Summary } from '#protocol/conversations.ts';
import type { ConversationSettings } from '#protocol/group-settings.ts';
import type { NewsEntry } from '#protocol/personal.ts';
import { counts, foldLine, isLine, touches } from './line-fold.ts';
import { isMark, markedSummary } from './mark-fold.ts';
import { foldMentions, withoutRead } from './mention-fold.ts';
import { foldSettings } from './settings-fold.ts';

/**
 * What an event does to a snapshot, the same on the server and on every client: docs/spec/conversations.md [CV30].
 * Each function takes the event that comes right after what the snapshot holds; `placeOf` tells whether it is that one.
 */

/** Where an event stands to a snapshot that is whole up to and with `lastSeq`. A 'gap' is to be fetched first. */
export function placeOf(lastSeq: Seq, event: ConversationEvent): 'old' | 'next' | 'gap' {
  if (event.seq <= lastSeq) return 'old';
  return event.seq === lastSeq + 1 ? 'next' : 'gap';
}

/** The summary after `event`, as `me` sees it; undefined when the event puts `me` out of the conversation. */
export function foldSummary(summary: Summary, event: ConversationEvent, me: UserId): Summary | undefined {
  const last = isLine(event) ? event : touches(event) ? foldLine(summary.last, event, me) : summary.last;
  const moved = { ...summary, lastSeq: event.seq, messageCount: event.count, last };
  switch (event.type) {
    case 'message': {
      if (!counts(event)) return moved;
      const read = event.by === me ? { seq: event.seq, count: event.count } : summary.read;
      return foldMentions({ ...moved, read }, event, me);
    }
    case 'members-added':
      return { ...moved, memberCount: summary.memberCount + event.members.length };
    case 'member-removed':
      return event.member === me ? undefined : { ...moved, memberCount: summary.memberCount - 1 };
    case 'role-changed':
      return withRole(moved, event, me);
    case 'member-muted':
      return event.member === me ? withMute(moved, event.until) : moved;
    case 'renamed':
      return { ...moved, title: event.title };
    case 'settings-changed':
      return withSettings(moved, foldSettings(summary.settings ?? {}, event.change, event));
    case 'dissolved':
      return undefined;
    case 'created':
    case 'reacted':
    case 'pinned':
    case 'voted':
    case 'poll-closed':
      return moved;
    case 'edited':
    case 'recalled':
      return foldMentions(moved, event, me);
  }
}

/** The members after `event`, in the order in which they joined; those who joined together by their ids. */
export function foldMembers(members: readonly Member[], event: ConversationEvent): readonly Member[] {
  switch (event.type) {
    case 'created':
      return joined(event.members).map((member) =>
        member.user === event.by && event.kind !== 'direct' ? { ...member, role: 'owner' } : member,
      );
    case 'members-added':
      return [...members, ...joined(event.members)];
    case 'member-removed':
      return members.filter((member) => member.user !== event.member);
    case 'role-changed':
      return members.map((member) => {
        if (member.user === event.member) return inRole(member, event.role);
        return { ...member, role: roleBeside(member.role, event.role) };
      });
    case 'member-muted':
      return members.map((member) => (member.user === event.member ? withMute(member, event.until) : member));
    case 'dissolved':
      return [];
    case 'message':
    case 'renamed':
    case 'settings-changed':
    case 'edited':
    case 'recalled':
    case 'reacted':
    case 'pinned':
    case 'voted':
    case 'poll-closed':
      return members;
  }
}

function joined(users: readonly UserId[]): Member[] {
  return users.toSorted().map((user) => ({ user, role: 'member' }));
}

function withRole(summary: Summary, { member, role }: EventOf<'role-changed'>, me: UserId): Summary {
  if (member !== me) return { ...summary, myRole: roleBeside(summary.myRole, role) };
  return { ...(role === 'member' ? summary : withMute(summary, 0)), myRole: role };
}

function inRole(member: Member, role: Role): Member {
  return { ...(role === 'member' ? member : withMute(member, 0)), role };
}

/** What becomes of a role when somebody else gets `given`: there is one owner. */
function roleBeside(role: Role, given: Role): Role {
  return role === 'owner' && given === 'owner' ? 'admin' : role;
}

function withMute<Any extends { mutedUntil?: TimeMs }>(muted: Any, until: TimeMs): Any {
  const { mutedUntil: _, ...rest } = muted;
  return (until === 0 ? rest : { ...rest, mutedUntil: until }) as Any;
}

/** The summary with these settings; none at all when they are as by default. */
export function withSettings(summary: Summary, settings: ConversationSettings): Summary {
  const { settings: _, ...rest } = summary;
  return Object.keys(settings).length === 0 ? rest : { ...rest, settings };
}

/** The further of two marks: a read mark never goes back, so it doesn't matter in which order marks arrive. */
export function laterMark(one: ReadMark, other: ReadMark): ReadMark {
  return other.seq > one.seq ? other : one;
}

/** The summary after an entry of the person's own log; undefined when they are no member any more. */
export function foldEntry(summary: Summary, entry: NewsEntry): Summary | undefined {
  if (entry.conversation !== summary.id) return summary;
  if (entry.type === 'membership') return entry.member ? summary : undefined;
  // A last line that went is shown until the summary that is asked for anew comes.
  if (isMark(entry)) return markedSummary(summary, entry) ?? summary;
  return withRead(summary, entry.read);
}

/** The summary with the further of its read mark and `read`. */
export function withRead(summary: Summary, read: ReadMark): Summary {
  return withoutRead({ ...summary, read: laterMark(summary.read, read) });
}

/** Messages that the person hasn't read. */
export function unreadOf(summary: Summary): number {
  return Math.max(0, summary.messageCount - summary.read.count);
}
