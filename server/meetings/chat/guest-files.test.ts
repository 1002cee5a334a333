import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dispose } from '@livekit/rtc-node';
import type { Session } from '#protocol/accounts.ts';
import { filePath } from '#protocol/file-path.ts';
import type { ChatLine, ChatLines } from '#protocol/meeting-chat.ts';
import type { PollContent } from '#protocol/polls.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { ConversationCommand } from '#server/conversations/api.ts';
import { signUp } from '#server/testing/http-server.ts';
import { SharedEngine, type World } from '../testing/media-world.ts';

const engine = new SharedEngine();
const using: SharedEngine['using'] = (run) => engine.using(run);

after(async () => {
  await engine.close();
  await dispose();
});

let made = 0;
const clientId = () => `guests-${String(++made).padStart(8, '0')}`;

async function as<Name extends ConversationCommand>(
  { server }: World,
  session: Session,
  name: Name,
  params: ParamsOf<Name>,
): Promise<ResultOf<Name>> {
  const caller = await server.identity.authenticate(session.accessToken);
  return server.conversations.commands[name](caller, params);
}

/** A meeting of Wei's with Lin and a guest in it, and its chat. */
async function furnished(world: World) {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const number = await world.create(wei, '周会');
  await world.join(number, wei);
  await world.join(number, lin);
  const guest = await world.join(number, undefined, { name: '客人' });
  const { conversation } = await world.ask('POST', `/${number}/chat`, wei);
  return { wei, lin, number, identity: guest.identity, ticket: guest.ticket ?? '', conversation };
}

type Furnished = Awaited<ReturnType<typeof furnished>>;

const POLL: PollContent = { type: 'poll', question: '几点?', options: ['九点', '十点'] };

async function ask(world: World, { wei, conversation }: Furnished, content: PollContent = POLL): Promise<number> {
  return (await as(world, wei, 'message.send', { clientId: clientId(), conversation, text: '', content })).seq;
}

async function vote(world: World, number: string, ticket: string, seq: number, options: number[], id = clientId()) {
  return world.ask('POST', `/${number}/chat/vote`, undefined, { ticket, clientId: id, seq, options });
}

async function lineOf(world: World, number: string, ticket: string, seq: number): Promise<ChatLine | undefined> {
  const answer = await world.ask('POST', `/${number}/chat/read`, undefined, { ticket });
  return (answer as unknown as ChatLines).lines.find((line) => line.seq === seq);
}

const BYTES = Buffer.from('Light every 10 s.');

async function sendFile(world: World, { wei, conversation }: Furnished) {
  const item = await world.server.files.keep(wei.me.id, { name: 'lamp.txt', asPicture: false }, BYTES);
  const content = { type: 'files' as const, items: [item] };
  const { seq } = await as(world, wei, 'message.send', { clientId: clientId(), conversation, text: '', content });
  return { seq, id: item.id };
}

function keyOf(world: World, number: string, ticket: string, seq: number, session?: Session) {
  return world.ask('POST', `/${number}/chat/file-key`, session, { ticket, seq });
}

/** What whoever has the key gets: the bytes, or why not. */
async function fetched(world: World, id: string, key: string): Promise<string> {
  const answer = await world.server.app.inject(filePath(id, 'original', key, true));
  return answer.statusCode === 200 ? answer.body : answer.json().code;
}

test('[MC23] a guest votes, changes their mind and takes it back; members see whose vote it is', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { lin, number, ticket, identity, conversation } = there;
    const seq = await ask(world, there);
    const id = clientId();
    assert.equal((await vote(world, number, ticket, seq, [1], id)).status, 200);
    assert.equal((await vote(world, number, ticket, seq, [1], id)).status, 200, 'once more, as after a lost answer');
    const { lines, people } = await as(world, lin, 'conversation.history', { conversation });
    const line = lines.find((one) => one.seq === seq);
    assert.ok(line?.type === 'message');
    const guest = identity.replace('g_', 'u_');
    assert.deepEqual(
      [line.poll?.counts, line.poll?.names],
      [
        [0, 1],
        [[], [guest]],
      ],
    );
    assert.deepEqual(
      people.filter((one) => one.id === guest),
      [{ id: guest, nickname: '客人', guest: true }],
    );
    assert.deepEqual((await lineOf(world, number, ticket, seq))?.poll?.mine, [1]);
    await vote(world, number, ticket, seq, [0]);
    await as(world, lin, 'poll.vote', { clientId: clientId(), conversation, seq, options: [0] });
    const changed = (await lineOf(world, number, ticket, seq))?.poll;
    assert.deepEqual([changed?.mine, changed?.tally], [[0], { counts: [2, 0], voters: 2 }]);
    await vote(world, number, ticket, seq, []);
    const back = (await lineOf(world, number, ticket, seq))?.poll;
    assert.deepEqual([back?.mine, back?.tally], [undefined, { counts: [1, 0], voters: 1 }]);
  }));

test('[MC23] [PO8] nobody is told what a guest chose in an anonymous poll', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { wei, number, ticket, identity, conversation } = there;
    const seq = await ask(world, there, { ...POLL, anonymous: true });
    assert.equal((await vote(world, number, ticket, seq, [1])).status, 200);
    const told = JSON.stringify(await as(world, wei, 'conversation.history', { conversation }));
    assert.ok(!told.includes(identity.slice(2)), told);
    assert.deepEqual((await lineOf(world, number, ticket, seq))?.poll?.mine, [1]);
  }));

test('[MC23] a vote makes sense, is in time, and is for what the guest was told', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { wei, number, ticket, conversation } = there;
    const closing = await ask(world, there, { ...POLL, closesAt: world.server.clock.now() + 60_000 });
    const said = await as(world, wei, 'message.send', { clientId: clientId(), conversation, text: '好' });
    assert.equal((await vote(world, number, ticket, closing, [2])).code, 'request.invalid');
    assert.equal((await vote(world, number, ticket, closing, [0, 1])).code, 'request.invalid');
    assert.equal((await vote(world, number, ticket, said.seq, [0])).code, 'message.unknown');
    assert.equal((await vote(world, number, ticket, 999, [0])).code, 'message.unknown');
    world.server.clock.advance(1000);
    const late = await world.join(number, undefined, { name: '晚来的' });
    assert.equal((await vote(world, number, late.ticket ?? '', closing, [0])).code, 'message.unknown');
    world.server.clock.advance(60_000);
    assert.equal((await vote(world, number, ticket, closing, [0])).code, 'poll.closed');
  }));

test('[MC24] a guest fetches what was sent while they are there, as often as they like', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { number, ticket } = there;
    const { seq, id } = await sendFile(world, there);
    const line = await lineOf(world, number, ticket, seq);
    assert.deepEqual(line?.files, [{ id, name: 'lamp.txt', size: BYTES.length }]);
    const { key } = await keyOf(world, number, ticket, seq);
    assert.equal(await fetched(world, id, key), String(BYTES));
    assert.equal(await fetched(world, id, key), String(BYTES));
  }));

test('[MC24] a key of a guest opens that message’s files and no others, and nothing that was recalled', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { wei, number, ticket, conversation } = there;
    const [first, second] = [await sendFile(world, there), await sendFile(world, there)];
    const { key } = await keyOf(world, number, ticket, first.seq);
    assert.equal(await fetched(world, second.id, key), 'file.unknown');
    const forged = key.replace(/.$/, key.endsWith('A') ? 'Q' : 'A');
    assert.equal(await fetched(world, first.id, forged), 'file.link-ended');
    await as(world, wei, 'message.recall', { clientId: clientId(), conversation, seq: first.seq });
    assert.equal(await fetched(world, first.id, key), 'file.unknown');
    assert.equal((await keyOf(world, number, ticket, first.seq)).code, 'message.unknown');
  }));

test('[MC24] where the hosts do not let guests have files they get none, with an older key neither', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { wei, number, ticket } = there;
    const { seq, id } = await sendFile(world, there);
    const { key } = await keyOf(world, number, ticket, seq);
    await world.ask('POST', `/${number}/settings`, wei, { may: { files: false } });
    assert.equal((await keyOf(world, number, ticket, seq)).code, 'meeting.files-off');
    assert.equal(await fetched(world, id, key), 'file.unknown');
    await world.ask('POST', `/${number}/settings`, wei, { may: { files: true } });
    assert.equal(await fetched(world, id, key), String(BYTES));
  }));

test('[MC23] [MC24] whoever waits, was removed, has left or forges neither votes nor fetches', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { wei, lin, number, ticket, identity } = there;
    const other = await world.join(number, undefined, { name: '另一个' });
    const poll = await ask(world, there);
    const { seq, id } = await sendFile(world, there);
    const { key } = await keyOf(world, number, ticket, seq);
    const others = await keyOf(world, number, other.ticket ?? '', seq);
    const both = async (who: string) => [
      (await vote(world, number, who, poll, [0])).code,
      (await keyOf(world, number, who, seq)).code,
    ];
    const denied = ['access.denied', 'access.denied'];
    assert.deepEqual(await both('x'.repeat(43)), denied, 'a forged ticket');
    assert.equal((await keyOf(world, number, ticket, seq, lin)).code, 'access.denied', 'members have their own way');
    await world.ask('POST', `/${number}/settings`, wei, { lobby: 'everybody' });
    const waiting = await world.ask('POST', `/${number}/join`, undefined, { name: '等的' });
    assert.deepEqual(await both(waiting.ticket), denied, 'a guest in the lobby');
    await world.ask('POST', `/${number}/remove`, wei, { identity });
    assert.deepEqual(await both(ticket), denied, 'who was removed');
    assert.equal(await fetched(world, id, key), 'file.unknown', 'at once, with a key that holds');
    assert.equal(await fetched(world, id, others.key), String(BYTES), 'the other is there still');
    await world.ask('POST', `/${number}/leave`, undefined, { ticket: other.ticket });
    assert.deepEqual(await both(other.ticket ?? ''), denied, 'who has left');
    assert.equal(await fetched(world, id, others.key), 'file.unknown');
  }));

test('[MC24] when the meeting is over, guests have nothing of it', () =>
  using(async (world) => {
    const there = await furnished(world);
    const { wei, number, ticket } = there;
    const { seq, id } = await sendFile(world, there);
    const { key } = await keyOf(world, number, ticket, seq);
    await world.ask('POST', `/${number}/end`, wei);
    assert.equal(await fetched(world, id, key), 'file.unknown');
    assert.equal((await keyOf(world, number, ticket, seq)).code, 'meeting.ended');
  }));

test('[MC23] thirty votes in a minute, then a guest has to wait', () =>
  using(async (world) => {
    const there = await furnished(world);
    const seq = await ask(world, there);
    for (let n = 0; n < 30; n += 1) await vote(world, there.number, there.ticket, seq, [n % 2]);
    assert.equal((await vote(world, there.number, there.ticket, seq, [0])).code, 'rate.limited');
  }));
