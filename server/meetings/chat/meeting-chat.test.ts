import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dispose } from '@livekit/rtc-node';
import type { Session } from '#protocol/accounts.ts';
import type { ChatLine, ChatLines } from '#protocol/meeting-chat.ts';
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
const clientId = () => `chat-${String(++made).padStart(8, '0')}`;

async function as<Name extends ConversationCommand>(
  { server }: World,
  session: Session,
  name: Name,
  params: ParamsOf<Name>,
): Promise<ResultOf<Name>> {
  const caller = await server.identity.authenticate(session.accessToken);
  return server.conversations.commands[name](caller, params);
}

async function open(world: World, session: Session | undefined, number: string) {
  return world.ask('POST', `/${number}/chat`, session);
}

async function send(world: World, session: Session, conversation: string, text: string) {
  return as(world, session, 'message.send', { clientId: clientId(), conversation, text });
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: { code?: string }) => error.code ?? 'no failure',
  );
}

/** What is new for a guest after a place. */
async function read(world: World, number: string, ticket = '', after?: number): Promise<ChatLines> {
  const answer = await world.ask('POST', `/${number}/chat/read`, undefined, {
    ticket,
    ...(after === undefined ? {} : { after }),
  });
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer as unknown as ChatLines;
}

async function say(world: World, number: string, ticket: string | undefined, text: string, id = clientId()) {
  return world.ask('POST', `/${number}/chat/say`, undefined, { ticket: ticket ?? '', clientId: id, text });
}

const brief = ({ name, text, guest, mine }: ChatLine) => [name, text, guest === true, mine === true];

/** A meeting of Wei's with Lin and a guest in it, and its chat. */
async function furnished(world: World) {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const number = await world.create(wei, '周会');
  await world.join(number, wei);
  await world.join(number, lin);
  const guest = await world.join(number, undefined, { name: '客人' });
  const { conversation } = await open(world, wei, number);
  return { wei, lin, number, guest, ticket: guest.ticket ?? '', conversation: conversation as string };
}

test('[MC1] [MC3] a meeting has one conversation, by whoever opens it first, with its title and its members', () =>
  using(async (world) => {
    const { wei, lin, number, conversation } = await furnished(world);
    const both = await Promise.all([open(world, wei, number), open(world, lin, number)]);
    assert.deepEqual(
      both.map((one) => one.conversation),
      [conversation, conversation],
    );
    const { summary } = await as(world, lin, 'conversation.get', { conversation });
    assert.deepEqual([summary.title, summary.kind, summary.messageCount], ['周会', 'group', 0]);
    assert.equal(summary.settings?.meeting, number);
    const { members } = await as(world, lin, 'conversation.members', { conversation });
    assert.deepEqual(members.map(({ user, role }) => [user === wei.me.id ? 'wei' : 'lin', role]).sort(), [
      ['lin', 'member'],
      ['wei', 'owner'],
    ]);
  }));

test('[MC1] two who open it at once open the same', () =>
  using(async (world) => {
    const [wei, lin] = [await signUp(world.server, 'wei'), await signUp(world.server, 'lin')];
    const number = await world.create(wei);
    await world.join(number, lin);
    const opened = await Promise.all([open(world, wei, number), open(world, lin, number), open(world, wei, number)]);
    assert.equal(new Set(opened.map((one) => one.conversation)).size, 1);
  }));

test('[MC4] who comes later is in it and reads it afterwards; who was removed is out', () =>
  using(async (world) => {
    const { wei, lin, number, conversation } = await furnished(world);
    const mei = await signUp(world.server, 'mei', '梅');
    await send(world, wei, conversation, '大家好');
    assert.equal(await codeOf(as(world, mei, 'conversation.history', { conversation })), 'conversation.unknown');
    await world.join(number, mei);
    const { lines } = await as(world, mei, 'conversation.history', { conversation });
    assert.deepEqual(
      lines.map((line) => (line.type === 'message' ? line.text : line.type)),
      ['created', '大家好'],
      'nobody reads who came and went',
    );
    await world.ask('POST', `/${number}/leave`, mei, {});
    await send(world, mei, conversation, '谢谢');
    await world.ask('POST', `/${number}/remove`, wei, { identity: lin.me.id });
    assert.equal(await codeOf(as(world, lin, 'conversation.history', { conversation })), 'conversation.unknown');
    assert.equal((await open(world, lin, number)).code, 'meeting.removed');
    await world.ask('POST', `/${number}/readmit`, wei, { identity: lin.me.id });
    assert.equal((await open(world, lin, number)).code, 'access.denied', 'not before they are in');
    await world.join(number, lin);
    assert.equal((await open(world, lin, number)).conversation, conversation);
  }));

test('[MC3] members who have come and gone before the first word are in it too; who was removed is not', () =>
  using(async (world) => {
    const [wei, lin, mei] = [
      await signUp(world.server, 'wei'),
      await signUp(world.server, 'lin'),
      await signUp(world.server, 'mei'),
    ];
    const number = await world.create(wei);
    await world.join(number, wei);
    const rows = [lin, mei].map(({ me }, index) => ({
      ...{ meeting: number, identity: me.id, in_at: index, out_at: 5, name: '', guest: 0 },
    }));
    await world.server.database.write((db) => db.insertInto('meeting_visits').values(rows).execute());
    await world.join(number, mei);
    await world.ask('POST', `/${number}/remove`, wei, { identity: mei.me.id });
    const { conversation } = await open(world, wei, number);
    const { members } = await as(world, lin, 'conversation.members', { conversation });
    assert.deepEqual(members.map(({ user }) => user).sort(), [wei.me.id, lin.me.id].sort());
    assert.equal(await codeOf(as(world, mei, 'conversation.get', { conversation })), 'conversation.unknown');
  }));

test('[MC20] a guest’s words are kept in the conversation, with their name and marked as a guest’s', () =>
  using(async (world) => {
    const { wei, lin, number, ticket, conversation } = await furnished(world);
    assert.equal((await say(world, number, ticket, ' 你们好 ')).status, 200);
    const { lines, people } = await as(world, wei, 'conversation.history', { conversation });
    const said = lines.at(-1);
    assert.ok(said?.type === 'message' && said.text === '你们好');
    assert.deepEqual(
      people.find(({ id }) => id === said.by),
      { id: said.by, nickname: '客人', guest: true },
    );
    const { summary } = await as(world, lin, 'conversation.get', { conversation });
    assert.equal(summary.messageCount - summary.read.count, 1);
    const clash = { clientId: clientId(), conversation, members: [said.by] };
    assert.equal(await codeOf(as(world, wei, 'member.add', clash)), 'people.unknown', 'nobody adds a guest');
    assert.equal(await codeOf(as(world, wei, 'conversation.direct', { user: said.by })), 'people.unknown');
    await as(world, wei, 'message.react', { clientId: clientId(), conversation, seq: said.seq, emoji: '👍', on: true });
    const reply = { clientId: clientId(), conversation, text: '欢迎', replyTo: said.seq };
    await as(world, lin, 'message.send', reply);
    const told = await read(world, number, ticket);
    assert.deepEqual(told.lines.map(brief), [
      ['客人', '你们好', true, true],
      ['林', '欢迎', false, false],
    ]);
    assert.deepEqual(told.lines[0]?.reactions, [{ emoji: '👍', count: 1 }]);
    assert.deepEqual(told.lines[1]?.quote, { name: '客人', text: '你们好' });
    await world.ask('POST', `/${number}/rename`, wei, {
      identity: (await seatOf(world, number, '客人')) ?? '',
      name: '老张',
    });
    assert.equal((await read(world, number, ticket)).lines[0]?.name, '老张', 'also what they have said');
  }));

async function seatOf(world: World, number: string, name: string): Promise<string | undefined> {
  const rows = world.server.database.read.selectFrom('meeting_seats').select('identity').where('meeting', '=', number);
  return (await rows.where('name', '=', name).executeTakeFirst())?.identity;
}

test('[MC20] the first word may be a guest’s; a repeat says nothing anew', () =>
  using(async (world) => {
    const [wei, lin] = [await signUp(world.server, 'wei'), await signUp(world.server, 'lin')];
    const number = await world.create(wei);
    await world.join(number, lin);
    const { ticket } = await world.join(number, undefined, { name: '客人' });
    assert.deepEqual(await read(world, number, ticket), { status: 200, asOf: 0, lines: [] });
    const id = clientId();
    await say(world, number, ticket, '有人吗', id);
    assert.equal((await say(world, number, ticket, '有人吗', id)).status, 200);
    assert.equal((await say(world, number, ticket, '别的', id)).code, 'client-id.reused');
    const { conversation } = await open(world, lin, number);
    const { summary } = await as(world, lin, 'conversation.get', { conversation });
    assert.equal(summary.messageCount, 1);
    assert.equal(summary.myRole, 'member');
  }));

test('[MC21] a guest is told what is said while they are there, as soon as it is said, and what becomes of it', () =>
  using(async (world) => {
    const { wei, number, ticket, conversation } = await furnished(world);
    const first = await read(world, number, ticket);
    assert.deepEqual(first.lines, []);
    const waiting = read(world, number, ticket, first.asOf);
    const { seq } = await send(world, wei, conversation, '一');
    const told = await waiting;
    assert.deepEqual(told.lines.map(brief), [['伟', '一', false, false]]);
    await as(world, wei, 'message.edit', { clientId: clientId(), conversation, seq, text: '二' });
    const edited = await read(world, number, ticket, told.asOf);
    assert.deepEqual([edited.lines[0]?.text, edited.lines[0]?.edited], ['二', true]);
    await as(world, wei, 'message.recall', { clientId: clientId(), conversation, seq });
    const recalled = await read(world, number, ticket, edited.asOf);
    assert.deepEqual([recalled.lines[0]?.text, recalled.lines[0]?.recalled], ['', true]);
    world.server.clock.advance(1000);
    const late = await world.join(number, undefined, { name: '晚来的' });
    assert.deepEqual((await read(world, number, late.ticket)).lines, [], 'nothing of before they came');
    await send(world, wei, conversation, '三');
    assert.deepEqual((await read(world, number, late.ticket)).lines.map(brief), [['伟', '三', false, false]]);
  }));

test('[MC21] those who wait for the first word hear it; guests see a poll and its votes', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei', '伟');
    const number = await world.create(wei);
    await world.join(number, wei);
    const { ticket } = await world.join(number, undefined, { name: '客人' });
    const waiting = read(world, number, ticket, 0);
    const { conversation } = await open(world, wei, number);
    assert.deepEqual((await waiting).lines, []);
    const content = { type: 'poll' as const, question: '几点?', options: ['九点', '十点'] };
    const { seq } = await as(world, wei, 'message.send', { clientId: clientId(), conversation, text: '', content });
    await as(world, wei, 'poll.vote', { clientId: clientId(), conversation, seq, options: [1] });
    const { lines } = await read(world, number, ticket);
    assert.deepEqual(lines[0]?.poll, {
      question: '几点?',
      options: ['九点', '十点'],
      tally: { counts: [0, 1], voters: 1 },
    });
  }));

test('[MC10] the switch of the hosts holds: members and guests neither write nor react, hosts do; votes are free', () =>
  using(async (world) => {
    const { wei, lin, number, ticket, conversation } = await furnished(world);
    const { seq } = await send(world, wei, conversation, '先听我说');
    const may = { unmute: true, camera: true, share: true, chat: false, rename: true };
    const content = { type: 'poll' as const, question: '几点?', options: ['九点', '十点'] };
    const poll = await as(world, wei, 'message.send', { clientId: clientId(), conversation, text: '', content });
    assert.equal((await world.ask('POST', `/${number}/settings`, wei, { may })).status, 200);
    assert.equal(await codeOf(send(world, lin, conversation, '我')), 'meeting.chat-off');
    const react = { clientId: clientId(), conversation, seq, emoji: '👍', on: true };
    assert.equal(await codeOf(as(world, lin, 'message.react', react)), 'meeting.chat-off');
    assert.equal((await say(world, number, ticket, '我')).code, 'meeting.chat-off');
    await as(world, lin, 'poll.vote', { clientId: clientId(), conversation, seq: poll.seq, options: [0] });
    await send(world, wei, conversation, '好');
    await world.ask('POST', `/${number}/cohost`, wei, { identity: lin.me.id, cohost: true });
    await send(world, lin, conversation, '现在可以');
    await world.ask('POST', `/${number}/cohost`, wei, { identity: lin.me.id, cohost: false });
    assert.equal(await codeOf(send(world, lin, conversation, '我')), 'meeting.chat-off');
    assert.equal((await read(world, number, ticket)).lines.length, 4, 'who may not write reads');
    await world.ask('POST', `/${number}/end`, wei);
    await send(world, lin, conversation, '会后再说');
  }));

test('[MC11] whoever waits, was removed, has left or forges gets nothing and says nothing', () =>
  using(async (world) => {
    const { wei, lin, number, ticket, guest, conversation } = await furnished(world);
    await send(world, wei, conversation, '秘密');
    const mei = await signUp(world.server, 'mei', '梅');
    const both = async (ticket: string | undefined, session?: Session) => [
      (await world.ask('POST', `/${number}/chat/read`, session, { ticket })).code,
      (await world.ask('POST', `/${number}/chat/say`, session, { ticket, clientId: clientId(), text: '我' })).code,
    ];
    const denied = ['access.denied', 'access.denied'];
    assert.deepEqual(await both('x'.repeat(43)), denied, 'a forged ticket');
    assert.deepEqual(await both(ticket, lin), denied, 'a member has the conversation');
    await world.ask('POST', `/${number}/settings`, wei, { lobby: 'everybody' });
    const waiting = await world.ask('POST', `/${number}/join`, undefined, { name: '等的' });
    assert.equal(waiting.status, 202);
    assert.deepEqual(await both(waiting.ticket), denied, 'a guest in the lobby');
    assert.equal((await world.ask('POST', `/${number}/join`, mei, {})).status, 202);
    assert.equal((await open(world, mei, number)).code, 'access.denied', 'a member in the lobby');
    assert.equal(await codeOf(send(world, mei, conversation, '我')), 'conversation.unknown');
    await world.ask('POST', `/${number}/refuse`, wei, { identity: waiting.identity });
    assert.deepEqual(await both(waiting.ticket), denied, 'who was refused');
    const held = world.ask('POST', `/${number}/chat/read`, undefined, { ticket, after: 1000 });
    await world.ask('POST', `/${number}/remove`, wei, { identity: guest.identity });
    await send(world, wei, conversation, '也是秘密');
    assert.equal((await held).code, 'access.denied', 'also who asked before they were removed');
    assert.deepEqual(await both(ticket), denied, 'who was removed');
    const stranger = await signUp(world.server, 'stranger');
    assert.equal((await open(world, stranger, number)).code, 'access.denied');
    assert.equal((await open(world, undefined, number)).code, 'session.required');
    assert.equal((await open(world, stranger, '123456789')).code, 'meeting.unknown');
    await world.ask('POST', `/${number}/end`, wei);
    assert.deepEqual(await both(ticket), ['meeting.ended', 'meeting.ended']);
    assert.equal((await open(world, lin, number)).conversation, conversation, 'members keep it');
    assert.equal((await open(world, stranger, number)).code, 'meeting.ended');
  }));

test('[MC22] a guest says 20 things in a minute, of at most 2000 characters, and not nothing', () =>
  using(async (world) => {
    const { number, ticket } = await furnished(world);
    assert.equal((await say(world, number, ticket, 'x'.repeat(2001))).status, 400);
    assert.equal((await say(world, number, ticket, '  ')).code, 'request.invalid');
    for (let n = 0; n < 20; n += 1) assert.equal((await say(world, number, ticket, `${n}`)).status, 200);
    assert.equal((await say(world, number, ticket, 'zu viel')).code, 'rate.limited');
  }));

test('[MC2] meetings of a series have one chat; of somebody’s own number, each has its own', () =>
  using(async (world) => {
    const { wei, lin, number, conversation } = await furnished(world);
    const until = Number.MAX_SAFE_INTEGER;
    const keep = (kept: string, account: string | null) =>
      world.server.database.write((db) =>
        db.insertInto('kept_numbers').values({ number: kept, account, until }).execute(),
      );
    await keep(number, null);
    await world.ask('POST', `/${number}/end`, wei);
    await world.join(number, lin);
    assert.equal((await open(world, lin, number)).conversation, conversation);
    const own = await world.create(lin);
    await keep(own, lin.me.id);
    await world.join(own, lin, { switch: true });
    const first = await open(world, lin, own);
    await world.ask('POST', `/${own}/end`, lin);
    await world.join(own, lin);
    const second = await open(world, lin, own);
    assert.notEqual(first.conversation, second.conversation);
    assert.equal(
      (
        await world.ask('POST', `/${own}/settings`, lin, {
          may: { unmute: true, camera: true, share: true, chat: false, rename: true },
        })
      ).status,
      200,
    );
    await send(world, lin, first.conversation, '旧的');
  }));
