import { newId } from '#kernel/ids.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { ParamsOf, SessionCommand } from '#protocol/realtime.ts';
import type { Scene, Standing } from './scene.ts';

/** What comes of a command: it is done, or refused with this. */
export type Outcome = 'may' | FailureCode;
export type Outcomes = Readonly<Record<Standing, Outcome>>;

/** One line of the matrix. */
export interface Row {
  readonly name: SessionCommand;
  /** When one command has several lines: which this is. */
  readonly about: string;
  readonly params: (scene: Scene, who: Standing) => unknown;
  readonly outcomes: Outcomes;
  /** Where; absent: in a group. */
  readonly kind?: 'channel';
}

function row<Name extends SessionCommand>(
  name: Name,
  outcomes: Outcomes,
  params: (scene: Scene, who: Standing) => ParamsOf<Name>,
  about = '',
): Row {
  return { name, about, params, outcomes };
}

/** Whoever is out is told that there is nothing. */
const OUT = { removed: 'conversation.unknown', stranger: 'conversation.unknown' } as const;

/** The same for everybody inside. */
function inside(outcome: Outcome): Outcomes {
  return { owner: outcome, admin: outcome, member: outcome, muted: outcome, ...OUT };
}

const READERS = inside('may');
const WRITERS: Outcomes = { ...READERS, muted: 'member.muted' };
const MANAGERS: Outcomes = { ...READERS, member: 'access.denied', muted: 'access.denied' };
const OWNER: Outcomes = { ...MANAGERS, admin: 'access.denied' };

const place = ({ conversation }: Scene) => ({ conversation });
const writing = ({ conversation, clientId }: Scene) => ({ conversation, clientId });
const own = (scene: Scene, who: Standing) => ({ conversation: scene.conversation, seq: scene.messages[who] });
const others = (scene: Scene) => ({ conversation: scene.conversation, seq: scene.messages.other });

/** Who may do what in a group. Refusals say why only to those who are in. */
export const MATRIX: readonly Row[] = [
  row('conversation.get', READERS, place),
  row('conversation.events', READERS, (scene) => ({ ...place(scene), after: 0 })),
  row('conversation.history', READERS, place),
  row('conversation.members', READERS, place),
  row('conversation.days', READERS, (scene) => ({ ...place(scene), starts: [0, 1] })),
  row('search.messages', READERS, (scene) => ({ ...place(scene), query: 'anything' })),
  row('conversation.announcements', READERS, place),
  row('conversation.read', READERS, (scene) => others(scene)),
  row('conversation.reads', READERS, (scene) => ({ ...place(scene), on: true })),
  row('push.conversation', READERS, place),
  row('push.quieten', READERS, (scene) => ({ ...place(scene), level: 'mentions' })),
  row('conversation.keep', READERS, (scene) => ({ ...place(scene), pinned: true })),
  row('conversation.leave', READERS, writing),
  row('conversation.rename', MANAGERS, (scene) => ({ ...writing(scene), title: 'other' })),
  row('conversation.settings', MANAGERS, (scene) => ({ ...writing(scene), change: { post: 'admins' } })),
  row(
    'conversation.picture',
    inside('avatar.unknown'),
    (scene) => ({ ...place(scene), name: '0'.repeat(26), size: 'small' }),
    'one that there is not',
  ),
  row('conversation.set-picture', MANAGERS, (scene) => ({ ...writing(scene), picture: null })),
  row('conversation.dissolve', OWNER, writing),
  row('member.add', READERS, (scene) => ({ ...writing(scene), members: [scene.people.stranger] })),
  row('member.remove', MANAGERS, (scene) => ({ ...writing(scene), member: scene.people.other })),
  row('member.mute', MANAGERS, (scene) => ({ ...writing(scene), member: scene.people.other, until: FOR_GOOD })),
  row('member.role', OWNER, (scene) => ({ ...writing(scene), member: scene.people.other, role: 'admin' })),
  row('member.owner', OWNER, (scene) => ({ ...writing(scene), member: scene.people.other })),
  row('join.create', MANAGERS, place),
  row('join.links', MANAGERS, place),
  row('join.revoke', MANAGERS, (scene) => ({ ...place(scene), link: newId('l') })),
  row('member.remove', MANAGERS, (scene) => ({ ...writing(scene), member: scene.people.other, ban: true }), 'for good'),
  row('join.bans', MANAGERS, place),
  row('join.lift', MANAGERS, (scene) => ({ ...place(scene), user: scene.people.removed })),
  row('join.requests', MANAGERS, place),
  row('join.decide', MANAGERS, (scene) => ({ ...place(scene), user: scene.people.stranger, accept: false })),
  row('message.send', WRITERS, (scene) => ({ ...writing(scene), text: 'hi' })),
  row('message.send', WRITERS, (scene) => ({ ...writing(scene), text: 'hi', thread: scene.messages.other }), 'a reply'),
  row('message.forward', WRITERS, (scene) => ({
    ...writing(scene),
    seqs: [scene.messages.other],
    to: scene.conversation,
  })),
  row('message.schedule', WRITERS, (scene) => ({ ...writing(scene), text: 'hi', at: Date.now() + 3_600_000 })),
  row(
    'message.edit',
    WRITERS,
    (scene, who) => ({ ...writing(scene), ...own(scene, who), text: 'other' }),
    'an own one',
  ),
  row(
    'message.edit',
    { ...inside('access.denied'), muted: 'member.muted' },
    (scene) => ({ ...writing(scene), ...others(scene), text: 'other' }),
    'another’s',
  ),
  row('message.recall', READERS, (scene, who) => ({ ...writing(scene), ...own(scene, who) }), 'an own one'),
  row('message.recall', MANAGERS, (scene) => ({ ...writing(scene), ...others(scene) }), 'another’s'),
  row('message.react', WRITERS, (scene) => ({ ...writing(scene), ...others(scene), emoji: '👍', on: true })),
  row('message.pin', WRITERS, (scene) => ({ ...writing(scene), ...others(scene), on: true })),
  row('message.edits', READERS, others),
  row('message.reactions', READERS, (scene) => ({ ...others(scene), emoji: '👍' })),
  row('message.pins', READERS, place),
  row('message.star', READERS, (scene) => ({ ...others(scene), on: true })),
  row('message.erase', READERS, (scene) => ({ ...place(scene), seqs: [scene.messages.other] })),
  row('message.readers', READERS, own, 'an own one'),
  row('message.readers', inside('access.denied'), others, 'another’s'),
  row('voice.heard', READERS, (scene) => ({ ...place(scene), seqs: [scene.messages.other] })),
  row('draft.set', READERS, (scene) => ({ ...place(scene), text: 'soon', ago: 0 })),
  row('poll.vote', WRITERS, (scene) => ({ ...writing(scene), seq: scene.poll, options: [0] })),
  row('poll.close', MANAGERS, (scene) => ({ ...writing(scene), seq: scene.poll }), 'another’s'),
  row('poll.voters', READERS, (scene) => ({ ...place(scene), seq: scene.poll, option: 0 })),
  row('thread.history', READERS, (scene) => ({ ...place(scene), root: scene.messages.other })),
  row('thread.follow', READERS, (scene) => ({ ...place(scene), root: scene.messages.other, on: true })),
  row('thread.read', READERS, (scene) => ({ ...place(scene), root: scene.messages.other, seq: 1 })),
  row('presence.typing', READERS, place),
  row('file.list', READERS, (scene) => ({ ...place(scene), kind: 'media' })),
  row('file.keys', READERS, (scene) => ({ ...place(scene), seqs: [scene.messages.other] })),
  // Who may call is told that there is no media engine here.
  row('call.start', { ...inside('media.unavailable'), muted: 'member.muted' }, (scene) => ({
    ...place(scene),
    mode: 'voice',
  })),
  row('plan.create', { ...inside('may'), muted: 'member.muted' }, (scene) => ({
    ...writing(scene),
    ...{
      title: 'Weekly',
      start: new Date(Date.now() + 86_400_000).toISOString().slice(0, 16),
      zone: 'UTC',
      minutes: 30,
    },
  })),
  ...channelRows(),
];

/** Everybody of the workspace reads a public channel and joins it; who hasn't joined does nothing else. */
function channelRows(): Row[] {
  const everybody: Outcomes = { ...READERS, removed: 'may', stranger: 'may' };
  return [
    row('channel.get', everybody, place),
    row('file.list', everybody, (scene) => ({ ...place(scene), kind: 'other' })),
    row('file.keys', everybody, (scene) => ({ ...place(scene), seqs: [scene.messages.other] })),
    row('channel.join', everybody, writing),
    row('conversation.history', everybody, place),
    row('conversation.get', READERS, place),
    row('conversation.members', READERS, place),
    row('message.send', WRITERS, (scene) => ({ ...writing(scene), text: 'hi' })),
    row('message.react', WRITERS, (scene) => ({ ...writing(scene), ...others(scene), emoji: '👍', on: true })),
    row('message.star', READERS, (scene) => ({ ...others(scene), on: true })),
    row('conversation.rename', MANAGERS, (scene) => ({ ...writing(scene), title: scene.clientId })),
    row('conversation.settings', MANAGERS, (scene) => ({ ...writing(scene), change: { topic: 't' } })),
    row('conversation.dissolve', OWNER, writing),
  ].map((one) => ({ ...one, kind: 'channel', about: 'in a public channel' }));
}
