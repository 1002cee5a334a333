import assert from 'node:assert/strict';
import fc from 'fast-check';
import { counts } from '#kernel/line-fold.ts';
import { mentionsMe } from '#kernel/mention-fold.ts';
import { hiddenFrom } from '#kernel/visibility.ts';
import { withheldEvent } from '#kernel/withheld.ts';
import type { UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { UserEntry } from '#protocol/personal.ts';
import type { Caller } from '../../identity/api.ts';
import { withRepeatableIds } from '../../testing/repeatable-ids.ts';
import { openBench } from '../../testing/sql-bench.ts';
import type { ConversationTopics } from '../api.ts';
import { assertFails, settled } from '../contract.ts';
import {
  createGroup,
  freshClientId,
  logOf,
  openWorld,
  send,
  type World,
  worldMigrations,
} from '../conversations-world.ts';
import { assertVisible, GROUP_KINDS, groupStep, isGroupKind } from '../groups/testing/group-steps.ts';
import { erasedBy, isMarkKind, MARK_KINDS, markStep } from '../marks/testing/mark-steps.ts';
import { freshSnapshot, Mirror, type Snapshot } from '../mirror.ts';
import type { ConversationTables } from '../tables.ts';
import { assertThreads, isThreadKind, THREAD_KINDS, threadStep } from '../threads/testing/thread-steps.ts';
import { assertWithheld } from '../withheld-contract.ts';
import { CALL_KINDS, callStep, isCallKind } from './call-steps.ts';
import { isMeetingKind, MEETING_KINDS, meetingStep } from './meeting-steps.ts';

const PEOPLE = 4;
const KINDS = [
  ...([
    'send',
    'send',
    'send',
    'reply',
    'mention',
    'mention',
    'edit',
    'edit',
    'recall',
    'react',
    'react',
    'pin',
    'content',
    'forward',
    'bundle',
  ] as const),
  ...THREAD_KINDS,
  ...GROUP_KINDS,
  ...MARK_KINDS,
  ...CALL_KINDS,
  ...MEETING_KINDS,
  ...(['block', 'block', 'direct', 'direct'] as const),
  ...(['read', 'create', 'direct', 'add', 'remove', 'leave', 'rename'] as const),
];

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat(PEOPLE - 1),
  target: fc.nat(PEOPLE - 1),
  /** Which of the conversations made so far. */
  place: fc.nat(5),
  seq: fc.nat(30),
});
type Step = Parameters<typeof carryOut>[1];

/** Steps that are asked for at once, and what the network and the clock do around them. */
const round = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  /** For each person: is what is told in this round lost, and do they come back after it? */
  loses: fc.array(fc.boolean(), { minLength: PEOPLE, maxLength: PEOPLE }),
  comesBack: fc.array(fc.boolean(), { minLength: PEOPLE, maxLength: PEOPLE }),
  clockMs: fc.constantFrom(0, 1, 1000, 600_000, -5000, -86_400_000),
});

async function carryOut(
  world: World,
  {
    kind,
    who,
    target: whom,
    place,
    seq,
  }: { kind: (typeof KINDS)[number]; who: number; target: number; place: number; seq: number },
  people: readonly Caller[],
  made: string[],
): Promise<void> {
  const [caller, other] = [people[who], people[whom]];
  assert.ok(caller && other);
  const conversation = made[place % Math.max(1, made.length)];
  if (kind === 'create' || conversation === undefined) return void made.push(await createGroup(world, caller, [other]));
  if (kind === 'direct') {
    const { summary } = await world.as(caller, 'conversation.direct', { user: other.user });
    if (!made.includes(summary.id)) made.push(summary.id);
    return;
  }
  if (kind === 'block') return toggle(world.blocks, `${caller.user} ${other.user}`);
  if (isThreadKind(kind)) {
    const root = 2 + (seq % 5);
    return threadStep(world, caller, kind, { conversation, root, seq, other: other.user });
  }
  if (isCallKind(kind)) return callStep(world, caller, { conversation, seq });
  if (isMeetingKind(kind)) {
    const begun = await meetingStep(world, caller, { conversation, seq, other });
    if (begun !== undefined) made.push(begun);
    return;
  }
  if (isMarkKind(kind)) return markStep(world, caller, kind, { conversation, seq });
  if (isGroupKind(kind)) return groupStep(world, caller, kind, { conversation, seq, other });
  const clientId = freshClientId();
  const target = { clientId, conversation, seq: 2 + (seq % 10) };
  const [mentions, emoji, on] = [[seq % 3 ? other.user : 'all'], seq % 2 ? '👍' : '🎉', seq % 3 > 0];
  if (kind === 'reply')
    await world.as(caller, 'message.send', { clientId, conversation, text: 'r', replyTo: target.seq });
  if (kind === 'mention') await world.as(caller, 'message.send', { clientId, conversation, text: '@', mentions });
  if (kind === 'content') {
    const content = on ? { type: 'contact' as const, user: other.user } : { type: 'nudge' as const, user: other.user };
    await world.as(caller, 'message.send', { clientId, conversation, text: '', content });
  }
  if (kind === 'forward' || kind === 'bundle') {
    const to = made[(place + 1) % made.length] ?? conversation;
    const bundle = kind === 'bundle' ? { bundle: { title: 'b' } } : {};
    const seqs = [target.seq, ...(on ? [target.seq + 1] : [])];
    await world.as(caller, 'message.forward', { clientId, conversation, seqs, to, ...bundle });
  }
  if (kind === 'edit')
    await world.as(caller, 'message.edit', { ...target, text: `e${seq}`, ...(on ? { mentions } : {}) });
  if (kind === 'recall') await world.as(caller, 'message.recall', target);
  if (kind === 'react') await world.as(caller, 'message.react', { ...target, emoji, on });
  if (kind === 'pin') await world.as(caller, 'message.pin', { ...target, on });
  if (kind === 'send') await send(world, caller, conversation, `${who}`, clientId);
  if (kind === 'read') await world.as(caller, 'conversation.read', { conversation, seq });
  if (kind === 'add') await world.as(caller, 'member.add', { clientId, conversation, members: [other.user] });
  if (kind === 'remove') await world.as(caller, 'member.remove', { clientId, conversation, member: other.user });
  if (kind === 'leave') await world.as(caller, 'conversation.leave', { clientId, conversation });
  if (kind === 'rename') await world.as(caller, 'conversation.rename', { clientId, conversation, title: `t${seq}` });
}

function toggle(set: Set<string>, key: string): void {
  if (!set.delete(key)) set.add(key);
}

type Told = ConversationTopics['conversation'] | { user: UserId; entry: UserEntry };

/** What a gateway does: it tells members as they are after each event, and each person their entries. */
class Telling {
  readonly #queue: Told[] = [];
  readonly #members = new Map<string, Set<UserId>>();

  constructor(world: World) {
    world.bus.subscribe('conversation', (told) => this.#queue.push(told));
    world.bus.subscribe('user-entry', (told) => this.#queue.push(told));
  }

  async deliver(mirrors: ReadonlyMap<UserId, Mirror>, lost: ReadonlySet<UserId>): Promise<void> {
    for (const told of this.#queue.splice(0)) {
      if ('entry' in told) {
        if (!lost.has(told.user)) await mirrors.get(told.user)?.entry(told.entry);
        continue;
      }
      for (const user of this.#follow(told.event)) {
        const seen = told.blind?.includes(user) ? hiddenFrom(told.event) : told.event;
        const event = told.withheld === user ? withheldEvent(told.event) : seen;
        if (!lost.has(user)) await mirrors.get(user)?.live(event);
      }
    }
  }

  #follow(event: ConversationEvent): ReadonlySet<UserId> {
    const members = this.#members.get(event.conversation) ?? new Set();
    if (event.type === 'created' || event.type === 'members-added') for (const one of event.members) members.add(one);
    if (event.type === 'member-removed') members.delete(event.member);
    if (event.type === 'dissolved') members.clear();
    this.#members.set(event.conversation, members);
    return members;
  }
}

async function assertWhole(world: World, caller: Caller, mirror: Mirror, made: readonly string[]): Promise<void> {
  const mine = await world.conversations.conversationsOf(caller.user);
  assert.deepEqual([...mirror.snapshots.keys()].sort(), mine.sort());
  for (const conversation of made) {
    if (mine.includes(conversation)) {
      const fresh = await freshSnapshot(world, caller, conversation);
      const log = await logOf(world, caller, conversation);
      assert.deepEqual(seenBy(mirror.snapshots.get(conversation), log), fresh);
      const erased = await erasedBy(world, caller, conversation);
      assertUnread(fresh, caller, erased);
      if (erased.length === 0) assertThreads(fresh, mirror.state.values(), conversation, caller.user);
      assertVisible(fresh.summary, fresh.lines, caller.user);
      assertErased(log);
      await assertWithheld(world, caller, fresh, log);
    } else {
      await assertFails('conversation.unknown', world.as(caller, 'conversation.events', { conversation, after: 0 }));
      await assertFails('conversation.unknown', world.as(caller, 'conversation.history', { conversation }));
    }
  }
}

/** Unread by arithmetic, and mentions, are what counting the messages after the mark gives. */
function assertUnread({ summary, lines }: Snapshot, { user }: Caller, erased: readonly number[]): void {
  assert.deepEqual(summary.last, lines.at(-1));
  assert.ok(!lines.some((line) => erased.includes(line.seq)));
  // What was taken away counts as it did.
  if (erased.some((seq) => seq > summary.read.seq)) return;
  const unread = lines.filter((line) => counts(line) && line.seq > summary.read.seq);
  assert.equal(summary.messageCount - summary.read.count, unread.length);
  const mentions = unread.filter((line) => line.type === 'message' && mentionsMe(line.mentions, user, line.here));
  assert.deepEqual(
    summary.mentions ?? [],
    mentions.map((line) => line.seq),
  );
}

/** Pins of messages that the person took away, or may not see, are told all the same; replies in threads are no lines. */
function seenBy(snapshot: Snapshot | undefined, log: readonly ConversationEvent[]): Snapshot | undefined {
  const seen = new Set(log.flatMap((event) => (event.type === 'message' && !event.erased ? [event.seq] : [])));
  return snapshot && { ...snapshot, pins: snapshot.pins.filter((seq) => seen.has(seq)) };
}

/** The log is dense, and no text of a recalled message is in it. */
function assertErased(log: readonly ConversationEvent[]): void {
  assert.ok(log.every((event, index) => event.seq === index + (log[0]?.seq ?? 1)));
  const recalled = new Set(log.flatMap((event) => (event.type === 'recalled' ? [event.target] : [])));
  for (const event of log) {
    if (event.type === 'message' && recalled.has(event.seq)) {
      assert.deepEqual([event.text, event.content, event.forwarded], ['', undefined, undefined]);
    }
    if (event.type === 'edited' && recalled.has(event.target)) assert.equal(event.text, '');
    if (event.type === 'message' && recalled.has(event.replyTo ?? 0)) assert.equal(event.quote?.text ?? '', '');
  }
}

interface History {
  rounds: readonly { steps: Step[]; loses: boolean[]; comesBack: boolean[]; clockMs: number }[];
  /** What random ids are made from. */
  ids: number;
}

const bench = await openBench<ConversationTables>(worldMigrations);

async function live({ rounds }: History): Promise<void> {
  const world = await openWorld({ database: await bench.cleared() });
  try {
    const people = world.people.addAll('ann', 'bob', 'cat', 'dan');
    const mirrors = new Map(people.map((one) => [one.user, new Mirror(world, one)]));
    const telling = new Telling(world);
    const whole = new Set<Caller>();
    const made: string[] = [];
    for (const { steps, loses, comesBack, clockMs } of rounds) {
      await Promise.allSettled(steps.map((one) => carryOut(world, one, people, made)));
      await settled();
      const losing = people.filter((_, index) => loses[index]);
      for (const one of losing) whole.delete(one);
      await telling.deliver(mirrors, new Set(losing.map(({ user }) => user)));
      for (const one of people.filter((_, index) => comesBack[index])) {
        await mirrors.get(one.user)?.comeBack();
        whole.add(one);
      }
      for (const [user, mirror] of mirrors) {
        const one = people.find((caller) => caller.user === user);
        if (one && whole.has(one)) await assertWhole(world, one, mirror, made);
      }
      world.clock.advance(clockMs);
    }
    for (const one of people) {
      const mirror = mirrors.get(one.user);
      assert.ok(mirror);
      await mirror.comeBack();
      await assertWhole(world, one, mirror, made);
    }
  } finally {
    await world.close();
  }
}

/** Random histories of four people, and what must be true of each. */
export const property = fc.asyncProperty(
  fc.record({ rounds: fc.array(round, { minLength: 1, maxLength: 14 }), ids: fc.noShrink(fc.nat()) }),
  (history) => withRepeatableIds(history.ids, () => live(history)),
);
