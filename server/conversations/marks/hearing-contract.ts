import assert from 'node:assert/strict';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type Rule, settled } from '../contract.ts';
import { createGroup, freshClientId, send, type World } from '../conversations-world.ts';

/** docs/spec/voice.md, "Heard". */
export function hearingRules(rule: Rule): void {
  rule('[VM30] what was heard is told to its listener alone, once', async (world) => {
    const { ann, ben, group } = await pair(world);
    const { seq } = await send(world, ann, group, 'listen');
    world.entries.length = 0;
    assert.ok((await heard(world, ben, group, [seq])).entrySeq > 0);
    assert.equal((await heard(world, ben, group, [seq])).entrySeq, 0);
    await settled();
    assert.deepEqual(
      world.entries.map(({ user, entry }) => [user, entry.type]),
      [[ben.user, 'heard']],
    );
  });

  rule('[VM30] nobody has heard what they do not see', async (world) => {
    const { ann, ben, eve, group } = await pair(world);
    const { seq } = await send(world, ann, group, 'listen');
    await assertFails('conversation.unknown', heard(world, eve, group, [seq]));
    await assertFails('message.unknown', heard(world, ben, group, [seq, seq + 1]));
    await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
    await assertFails('message.unknown', heard(world, ben, group, [seq]));
  });

  rule('[VM31] of many the oldest fall under a mark, and it ends with the membership', async (world) => {
    const { ann, ben, group } = await pair(world);
    const seqs: number[] = [];
    for (let n = 0; n < LIMITS.heardSeqs + 5; n += 1) seqs.push((await send(world, ann, group, `${n}`)).seq);
    for (let at = 0; at < seqs.length; at += LIMITS.heardAtOnce) {
      await heard(world, ben, group, seqs.slice(at, at + LIMITS.heardAtOnce));
    }
    const entries = async () =>
      (await world.conversations.hello(ben.user, undefined)).entries.flatMap((one) =>
        one.type === 'heard' ? [one] : [],
      );
    const [entry] = await entries();
    assert.deepEqual([entry?.upTo, entry?.seqs.length], [seqs[4], LIMITS.heardSeqs]);
    await world.as(ben, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    assert.deepEqual(await entries(), []);
  });
}

function heard(world: World, caller: Caller, conversation: string, seqs: number[]) {
  return world.as(caller, 'voice.heard', { conversation, seqs });
}

async function pair(world: World) {
  const [ann, ben, eve] = world.people.addAll('ann', 'ben', 'eve');
  return { ann, ben, eve, group: await createGroup(world, ann, [ben]) };
}
