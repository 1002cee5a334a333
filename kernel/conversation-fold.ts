import type { Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Member, ReadMark, Summary } from '#protocol/conversations.ts';
import type { NewsEntry } from '#protocol/personal.ts';
import { foldLine, isChange } from './line-fold.ts';
import { foldMentions, withoutRead } from './mention-fold.ts';

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
  const last = isChange(event) ? foldLine(summary.last, event, me) : event;
  const moved = { ...summary, lastSeq: event.seq, messageCount: event.count, last };
  switch (event.type) {
    case 'message': {
      const read = event.by === me ? { seq: event.seq, count: event.count } : summary.read;
      return foldMentions({ ...moved, read }, event, me);
    }
    case 'members-added':
      return { ...moved, memberCount: summary.memberCount + event.members.length };
    case 'member-removed':
      return event.member === me ? undefined : { ...moved, memberCount: summary.memberCount - 1 };
    case 'role-changed':
      return event.member === me ? { ...moved, myRole: event.role } : moved;
    case 'renamed':
      return { ...moved, title: event.title };
    case 'created':
    case 'reacted':
    case 'pinned':
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
        member.user === event.by && event.kind === 'group' ? { ...member, role: 'owner' } : member,
      );
    case 'members-added':
      return [...members, ...joined(event.members)];
    case 'member-removed':
      return members.filter((member) => member.user !== event.member);
    case 'role-changed':
      return members.map((member) => (member.user === event.member ? { ...member, role: event.role } : member));
    case 'message':
    case 'renamed':
    case 'edited':
    case 'recalled':
    case 'reacted':
    case 'pinned':
      return members;
  }
}

function joined(users: readonly UserId[]): Member[] {
  return users.toSorted().map((user) => ({ user, role: 'member' }));
}

/** The further of two marks: a read mark never goes back, so it doesn't matter in which order marks arrive. */
export function laterMark(one: ReadMark, other: ReadMark): ReadMark {
  return other.seq > one.seq ? other : one;
}

/** The summary after an entry of the person's own log; undefined when they are no member any more. */
export function foldEntry(summary: Summary, entry: NewsEntry): Summary | undefined {
  if (entry.conversation !== summary.id) return summary;
  if (entry.type === 'membership') return entry.member ? summary : undefined;
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
