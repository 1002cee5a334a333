import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { newId, randomText } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { enter, RawPeer, signUp, summaryOf } from './testing/raw-peer.ts';

let server: LiveServer;

before(async () => {
  const fail = async () => {
    throw new TypeError('a bug');
  };
  server = await startLiveServer({ commands: { 'people.get': fail } });
});
after(() => server.stop());

const name = () => `u${randomText(10)}`;

test('[RT1] a browser page of another origin is refused, its own and programs are not', async () => {
  const url = `ws://127.0.0.1:${server.port}/ws`;
  const status = async (origin: string | undefined) => {
    const ws = new WebSocket(url, origin === undefined ? {} : { origin });
    const answered = Promise.race([
      once(ws, 'open').then(() => 101),
      once(ws, 'unexpected-response').then(([, response]) => response.statusCode as number),
    ]);
    const code = await answered;
    ws.on('error', () => {});
    ws.terminate();
    return code;
  };
  assert.equal(await status(undefined), 101);
  assert.equal(await status(server.origin), 101);
  for (const other of ['http://evil.example', 'null', 'http://127.0.0.1:1', 'garbage']) {
    assert.equal(await status(other), 403, other);
  }
});

test('[RT3] nothing is answered before hello', async () => {
  const { accessToken } = await signUp(server.origin, name());
  const peer = await RawPeer.open(server.origin);
  assert.equal((await peer.ask('people.search', { query: '' })).failure?.code, 'session.required');
  assert.equal((await peer.hello('not a token')).failure?.code, 'session.required');
  assert.ok((await peer.hello(accessToken)).ok);
  assert.ok((await peer.ask('ping')).ok);
  peer.ws.terminate();
});

test('[RT21] hello on a living connection is answered anew, for the same person and device only', async () => {
  const [{ peer, user, session }, other] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const again = await peer.hello(session.accessToken);
  assert.equal((again.ok as { me: { id: string } }).me.id, user);
  assert.equal((await peer.hello(other.session.accessToken)).failure?.code, 'session.required');
  assert.equal((await peer.hello('not a token')).failure?.code, 'session.required');
  assert.ok((await peer.ask('ping')).ok);
  for (const one of [peer, other.peer]) one.ws.terminate();
});

test('[RT3] commands that come behind hello wait for it', async () => {
  const { accessToken } = await signUp(server.origin, name());
  const peer = await RawPeer.open(server.origin);
  const hello = peer.hello(accessToken);
  const pings = Array.from({ length: 100 }, () => peer.ask('ping'));
  await Promise.all([hello, ...pings]);
  assert.equal(peer.frames[0]?.re, 1);
  assert.ok(peer.frames.every(({ ok }) => ok !== undefined));
  peer.ws.terminate();
});

test('[RT3] wrong tokens end the connection after a few', async () => {
  const peer = await RawPeer.open(server.origin);
  for (let n = 0; n < 3; n += 1) assert.ok((await peer.hello(`wrong ${n}`)).failure);
  assert.equal(await peer.closed, 4005);
});

test('[RT6] unknown commands and wrong parameters are answered, and the connection goes on', async () => {
  const { peer } = await enter(server.origin, name());
  for (const command of ['no.such', 'constructor', '__proto__', 'toString', '']) {
    assert.equal((await peer.ask(command, {})).failure?.code, 'request.unknown', command);
  }
  const wrong = [null, [], 'x', 7, { query: 1 }, { query: 'x', more: 1 }, { query: 'x'.repeat(61) }];
  for (const params of wrong) {
    assert.equal((await peer.ask('people.search', params)).failure?.code, 'request.invalid', JSON.stringify(params));
  }
  peer.send('{"id":900,"do":"people.search","with":{"query":"","__proto__":{"after":1}}}');
  assert.equal((await peer.find(({ re }) => re === 900)).failure?.code, 'request.invalid');
  peer.send('{"id":901}');
  assert.equal((await peer.find(({ re }) => re === 901)).failure?.code, 'request.invalid');
  assert.ok((await peer.ask('ping')).ok);
  peer.ws.terminate();
});

test('[RT7] frames that nobody can answer, and binary ones, end the connection after a few', async () => {
  for (const nonsense of ['', 'nonsense', '[]', '{"id":-1}', '{"id":1.5,"do":"ping"}', Buffer.from([1, 2, 3])]) {
    const { peer } = await enter(server.origin, name());
    for (let n = 0; n < 3; n += 1) peer.send(nonsense);
    assert.equal(await peer.closed, 4004);
    assert.equal(peer.frames.at(-1)?.reason, 'malformed');
  }
});

test('[RT7] a frame over the limit and text that is no UTF-8 end the connection with the code of the standard', async () => {
  const large = await enter(server.origin, name());
  large.peer.send('x'.repeat(LIMITS.frameBytes + 1));
  assert.equal(await large.peer.closed, 1009);
  const broken = await enter(server.origin, name());
  broken.peer.ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
  assert.equal(await broken.peer.closed, 1007);
});

test('too long a text is refused by name and stores nothing', async () => {
  const [ann, bob] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const direct = await ann.peer.ask('conversation.direct', { user: bob.user });
  const conversation = summaryOf(direct).id;
  const text = '长'.repeat(LIMITS.textBytes / 3 + 1);
  const refused = await ann.peer.ask('message.send', { clientId: newId('t'), conversation, text });
  assert.equal(refused.failure?.code, 'request.too-large');
  const kept = await ann.peer.ask('conversation.get', { conversation });
  assert.equal(summaryOf(kept).messageCount, 0);
  ann.peer.ws.terminate();
  bob.peer.ws.terminate();
});

test('[RT11] nobody reads, writes or changes a conversation of others, nor hears of it', async () => {
  const people = [await enter(server.origin, name()), await enter(server.origin, name())] as const;
  const [ann, bob] = people;
  const eve = await enter(server.origin, name());
  const direct = await ann.peer.ask('conversation.direct', { user: bob.user });
  const conversation = summaryOf(direct).id;
  const clientId = newId('t');
  const attempts: [string, object][] = [
    ['conversation.get', {}],
    ['conversation.events', { after: 0 }],
    ['conversation.history', {}],
    ['conversation.members', {}],
    ['conversation.read', { seq: 1 }],
    ['conversation.rename', { clientId, title: 'mine' }],
    ['conversation.leave', { clientId }],
    ['member.add', { clientId, members: [eve.user] }],
    ['member.remove', { clientId, member: ann.user }],
    ['message.send', { clientId, text: 'let me in' }],
  ];
  for (const [command, params] of attempts) {
    const answer = await eve.peer.ask(command, { conversation, ...params });
    assert.equal(answer.failure?.code, 'conversation.unknown', command);
  }
  await ann.peer.ask('message.send', { clientId: newId('t'), conversation, text: 'between us' });
  await bob.peer.find(({ event }) => event?.type === 'message');
  await eve.peer.ask('ping');
  assert.deepEqual(
    eve.peer.frames.filter(({ push }) => push !== undefined),
    [],
  );
  for (const { peer } of [ann, bob, eve]) peer.ws.terminate();
});

test('[RT11] who is removed gets nothing from that moment, though connected', async () => {
  const [ann, bob] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const group = await ann.peer.ask('conversation.create', { clientId: newId('t'), title: 'g', members: [bob.user] });
  const conversation = summaryOf(group).id;
  const say = (text: string) => ann.peer.ask('message.send', { clientId: newId('t'), conversation, text });
  await say('one');
  await bob.peer.find(({ event }) => event?.type === 'message');
  void ann.peer.ask('member.remove', { clientId: newId('t'), conversation, member: bob.user });
  await Promise.all([say('two'), say('three')]);
  await bob.peer.find(({ push }) => push === 'entry' && bob.peer.frames.length > 0);
  await bob.peer.ask('ping');
  const heard = bob.peer.frames.filter(({ event }) => event?.conversation === conversation);
  assert.deepEqual(
    heard.map(({ event }) => event?.type),
    ['created', 'message'],
  );
  for (const { peer } of [ann, bob]) peer.ws.terminate();
});

test('[RT8] a bug in a command is told as such, and the connection goes on', async () => {
  const { peer, user } = await enter(server.origin, name());
  const answer = await peer.ask('people.get', { ids: [user] });
  assert.equal(answer.failure?.code, 'server.bug');
  assert.ok((await peer.ask('ping')).ok);
  peer.ws.terminate();
});

test('[RT15] a device that is signed out is cut at once, others of the person are not', async () => {
  const { peer, session } = await enter(server.origin, name());
  const other = await enter(server.origin, name());
  await fetch(`${server.origin}/api/v1/auth/logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken: session.refreshToken }),
  });
  assert.equal(await peer.closed, 4001);
  assert.equal(peer.frames.at(-1)?.reason, 'revoked');
  const again = await RawPeer.open(server.origin);
  assert.equal((await again.hello(session.accessToken)).failure?.code, 'session.revoked');
  assert.ok((await other.peer.ask('ping')).ok);
  for (const each of [again, other.peer]) each.ws.terminate();
});

test('[RT6] writes of one connection are carried out in the order in which they came', async () => {
  const [ann, bob] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const direct = await ann.peer.ask('conversation.direct', { user: bob.user });
  const conversation = summaryOf(direct).id;
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      ann.peer.ask('message.send', { clientId: newId('t'), conversation, text: String(n) }),
    ),
  );
  const seqs = answers.map(({ ok }) => ok?.['seq'] as number);
  assert.deepEqual(
    seqs,
    seqs.toSorted((a, b) => a - b),
  );
  await bob.peer.find(({ event }) => event?.seq === seqs.at(-1));
  const heard = bob.peer.frames.flatMap(({ event }) => (event?.type === 'message' ? [event.seq] : []));
  assert.deepEqual(heard, seqs);
  for (const { peer } of [ann, bob]) peer.ws.terminate();
});
