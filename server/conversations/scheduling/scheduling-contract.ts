import assert from 'node:assert/strict';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ScheduledEntry } from '#protocol/personal.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from '../contract.ts';
import { createGroup, freshClientId, logOf, send, type World } from '../conversations-world.ts';

const HOUR_MS = 3_600_000;

/** docs/spec/keeping.md */
export function schedulingContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[KP40] [KP42] a message is sent at its time, once, and not before', async (world) => {
    const { ann, ben, group } = await party(world);
    const item = await schedule(world, ann, group, 'good morning', HOUR_MS);
    assert.deepEqual(
      (await scheduledOf(world, ann)).map((one) => [one.item, one.text]),
      [[item, 'good morning']],
    );
    assert.deepEqual(await scheduledOf(world, ben), []);
    world.clock.advance(HOUR_MS - 1);
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), []);
    world.clock.advance(1);
    await Promise.all([world.sendDue(), world.sendDue()]);
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ben, group), ['good morning']);
    assert.deepEqual(await scheduledOf(world, ann), []);
    await assertFails('client-id.reused', send(world, ann, group, 'another', item));
  });

  rule('[KP40] who may not send, may not schedule; nor too far, too much, or nothing', async (world) => {
    const { ann, eve, group } = await party(world);
    await assertFails('conversation.unknown', schedule(world, eve, group, 'x', HOUR_MS));
    await assertFails('request.invalid', schedule(world, ann, group, ' ', HOUR_MS));
    await assertFails('scheduled.too-far', schedule(world, ann, group, 'x', LIMITS.scheduledAheadMs + 1));
    for (let n = 0; n < LIMITS.scheduled; n += 1) await schedule(world, ann, group, `${n}`, HOUR_MS);
    await assertFails('scheduled.full', schedule(world, ann, group, 'one more', HOUR_MS));
  });

  rule('[KP40] [KP41] only its author reads, changes and cancels it', async (world) => {
    const { ann, ben, group } = await party(world);
    const item = await schedule(world, ann, group, 'first', HOUR_MS);
    const at = world.clock.now() + 2 * HOUR_MS;
    await assertFails('scheduled.unknown', world.as(ben, 'message.scheduled', { item }));
    await assertFails('scheduled.unknown', world.as(ben, 'message.reschedule', { item, at }));
    await assertFails('scheduled.unknown', world.as(ben, 'message.unschedule', { item }));
    await world.as(ann, 'message.reschedule', { item, text: 'second', at });
    const whole = await world.as(ann, 'message.scheduled', { item });
    assert.deepEqual([whole.text, whole.at], ['second', at]);
    world.clock.advance(HOUR_MS);
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), []);
    await world.as(ann, 'message.unschedule', { item });
    world.clock.advance(HOUR_MS);
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), []);
    assert.deepEqual(await scheduledOf(world, ann), []);
  });

  rule('[KP41] with a time that has come it is sent at once', async (world) => {
    const { ann, group } = await party(world);
    const item = await schedule(world, ann, group, 'now', HOUR_MS);
    await world.as(ann, 'message.reschedule', { item, at: 0 });
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), ['now']);
  });

  rule('[KP43] who has been removed sends nothing, is told why, and can try again', async (world) => {
    const { ann, ben, group } = await party(world);
    const item = await schedule(world, ben, group, 'late', HOUR_MS);
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: ben.user });
    world.clock.advance(HOUR_MS);
    for (let n = 0; n < 2; n += 1) await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), []);
    const [failed] = await scheduledOf(world, ben);
    assert.equal(failed?.failure, 'conversation.unknown');
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [ben.user] });
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), []);
    await world.as(ben, 'message.reschedule', { item, at: 0 });
    await world.sendDue();
    assert.deepEqual(await textsOf(world, ann, group), ['late']);
  });

  rule('[KP45] a reply waits for its thread, is told to be for it, and is sent into it', async (world) => {
    const { ann, ben, group } = await party(world);
    const { seq: root } = await send(world, ann, group, 'the question');
    const at = world.clock.now() + HOUR_MS;
    const said = { conversation: group, at, thread: root };
    const item = freshClientId();
    await world.as(ben, 'message.schedule', { clientId: item, text: 'alone', ...said });
    await world.as(ben, 'message.schedule', { clientId: freshClientId(), text: 'both', ...said, alsoSent: true });
    assert.deepEqual(
      (await scheduledOf(world, ben)).map(({ thread }) => thread),
      [root, root],
    );
    await world.as(ben, 'message.reschedule', { item, text: 'alone, edited', at });
    assert.equal((await world.as(ben, 'message.scheduled', { item })).thread, root);
    world.clock.advance(HOUR_MS);
    for (let n = 0; n < 2; n += 1) await world.sendDue();
    const { lines } = await world.as(ann, 'thread.history', { conversation: group, root });
    const replies = lines.flatMap((line) => (line.type === 'message' ? [[line.text, line.alsoSent ?? false]] : []));
    assert.deepEqual(new Set(replies.map(String)), new Set(['alone, edited,false', 'both,true']));
    const page = await world.as(ann, 'conversation.history', { conversation: group });
    assert.deepEqual(
      page.lines.flatMap((line) => (line.type === 'message' ? [line.text] : [])),
      ['the question', 'both'],
    );
  });

  rule(
    '[KP45] nothing waits for what is no root, and a root that is recalled meanwhile gets no reply',
    async (world) => {
      const { ann, ben, eve, group } = await party(world);
      const { seq: root } = await send(world, ann, group, 'the question');
      const at = world.clock.now() + HOUR_MS;
      const said = { conversation: group, text: 'x', at };
      const to = (thread: number) => ({ clientId: freshClientId(), ...said, thread });
      await assertFails('message.unknown', world.as(ben, 'message.schedule', to(root + 7)));
      await assertFails('conversation.unknown', world.as(eve, 'message.schedule', to(root)));
      await world.as(ben, 'message.schedule', to(root));
      await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq: root });
      await assertFails('message.unknown', world.as(ben, 'message.schedule', to(root)));
      world.clock.advance(HOUR_MS);
      for (let n = 0; n < 2; n += 1) await world.sendDue();
      assert.equal((await scheduledOf(world, ben))[0]?.failure, 'message.unknown');
    },
  );

  rule('[KP44] a repeat gets the first answer, another message under the same id nothing', async (world) => {
    const { ann, group } = await party(world);
    const at = world.clock.now() + HOUR_MS;
    const said = { clientId: freshClientId(), conversation: group, text: 'once', at };
    const first = await world.as(ann, 'message.schedule', said);
    assert.deepEqual(await world.as(ann, 'message.schedule', said), first);
    await assertFails('client-id.reused', world.as(ann, 'message.schedule', { ...said, text: 'twice' }));
    const used = freshClientId();
    await send(world, ann, group, 'sent', used);
    await assertFails('client-id.reused', world.as(ann, 'message.schedule', { ...said, clientId: used }));
  });
}

async function party(world: World) {
  const [ann, ben, eve] = world.people.addAll('ann', 'ben', 'eve');
  return { ann, ben, eve, group: await createGroup(world, ann, [ben]) };
}

/** In so many ms. Gives the item's name. */
async function schedule(world: World, caller: Caller, conversation: ConversationId, text: string, inMs: number) {
  const at = world.clock.now() + inMs;
  return (await world.as(caller, 'message.schedule', { clientId: freshClientId(), conversation, text, at })).item;
}

async function scheduledOf(world: World, { user }: Caller): Promise<ScheduledEntry[]> {
  const { entries } = await world.conversations.hello(user, undefined);
  return entries.filter((entry) => entry.type === 'scheduled');
}

async function textsOf(world: World, caller: Caller, conversation: ConversationId): Promise<string[]> {
  const log = await logOf(world, caller, conversation);
  return log.flatMap((event) => (event.type === 'message' ? [event.text] : []));
}
