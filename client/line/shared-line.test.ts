import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Socket } from '../ports.ts';
import { ManualTimers, settled } from '../testing/manual-timers.ts';
import { type ScriptedTab, scriptedChannels } from '../testing/scripted-channels.ts';
import { scriptedSockets } from '../testing/scripted-server.ts';
import { SharedLine } from './shared-line.ts';
import { stepWatch } from './watch-machine.ts';

/** A browser with tabs, and the server's ends of the sockets that they open. */
function browser() {
  const timers = new ManualTimers();
  const channels = scriptedChannels();
  const { sockets, openSocket } = scriptedSockets();
  const gone = new Map<string, () => void>();
  const tab = (self: string) => {
    const end: ScriptedTab = channels.tab();
    const events: string[] = [];
    const line = new SharedLine({
      self,
      channel: end.open('line'),
      url: 'ws://x/ws',
      openSocket,
      timers,
      seize: () => events.push('seize'),
      whenGone: (other, callback) => {
        gone.set(`${self} ${other}`, callback);
        return () => gone.delete(`${self} ${other}`);
      },
      moved: () => events.push('moved'),
    });
    return { line, end, events };
  };
  return { timers, sockets, tab, gone };
}

type Browser = ReturnType<typeof browser>;

/** What a tab hears on its share of the connection. */
function listen(socket: Socket): { heard: string[] } {
  const heard: string[] = [];
  socket.addEventListener('open', () => heard.push('open'));
  socket.addEventListener('close', () => heard.push('close'));
  socket.addEventListener('message', ({ data }) => heard.push(String(data)));
  return { heard };
}

const ask = (id: number, name: string, params: object = {}) => JSON.stringify({ id, do: name, with: params });

/** Two tabs, the first of which leads; both have been greeted. */
async function pair({ tab, sockets }: Browser) {
  const [first, second] = [tab('one'), tab('two')];
  first.line.lead();
  const [mine, others] = [first.line.open(), second.line.open()];
  const [a, b] = [listen(mine), listen(others)];
  await settled();
  const [server] = sockets;
  assert.ok(server !== undefined);
  server.open();
  await settled();
  mine.send(ask(1, 'hello', { token: 'a' }));
  server.answer('hello', { who: 'a' });
  others.send(ask(1, 'hello', { token: 'b' }));
  await settled();
  server.answer('hello', { who: 'b' });
  await settled();
  return { first, second, mine, others, a, b, server };
}

test('[RT21] two tabs have one socket; each has its own commands answered, and both hear what is pushed', async () => {
  const world = browser();
  const { mine, others, a, b, server } = await pair(world);
  assert.equal(world.sockets.length, 1);
  assert.deepEqual(a.heard, ['open', '{"re":1,"ok":{"who":"a"}}']);
  assert.deepEqual(b.heard, ['open', '{"re":1,"ok":{"who":"b"}}']);
  mine.send(ask(2, 'people.get', { ids: ['a'] }));
  others.send(ask(2, 'people.get', { ids: ['b'] }));
  await settled();
  const [forA, forB] = server.sent.slice(-2);
  assert.notEqual(forA?.id, forB?.id);
  server.say({ re: forB?.id ?? 0, ok: 'for b' });
  server.say({ re: forA?.id ?? 0, ok: 'for a' });
  server.say({ push: 'typing', conversation: 'c', user: 'u' });
  await settled();
  const typing = '{"push":"typing","conversation":"c","user":"u"}';
  assert.deepEqual(a.heard.slice(2), ['{"re":2,"ok":"for a"}', typing]);
  assert.deepEqual(b.heard.slice(2), ['{"re":2,"ok":"for b"}', typing]);
});

test('[RT21] a second hello waits for the first; when that is refused, it is the first', async () => {
  const { tab, sockets } = browser();
  const [first, second] = [tab('one'), tab('two')];
  first.line.lead();
  const [mine, others] = [first.line.open(), second.line.open()];
  const b = listen(others);
  await settled();
  sockets[0]?.open();
  await settled();
  mine.send(ask(1, 'hello', { token: 'a' }));
  others.send(ask(1, 'hello', { token: 'b' }));
  await settled();
  assert.equal(sockets[0]?.sent.length, 1);
  sockets[0]?.say({ re: 1, failure: { code: 'session.required', message: 'x' } });
  assert.deepEqual(sockets[0]?.sent.at(-1)?.with, { token: 'b' });
  sockets[0]?.answer('hello', {});
  await settled();
  assert.deepEqual(b.heard, ['open', '{"re":1,"ok":{}}']);
});

test('[RT21] who is in view and whether somebody is there is asked for all tabs together', async () => {
  const { mine, others, a, b, server, first, second } = await pair(browser());
  const asked = (name: string) => server.sent.filter((each) => each.do === name).map((each) => each.with);
  mine.send(ask(2, 'presence.subscribe', { users: ['x', 'y'] }));
  others.send(ask(2, 'presence.subscribe', { users: ['y', 'z'] }));
  await settled();
  assert.deepEqual(asked('presence.subscribe'), [{ users: ['x', 'y'] }, { users: ['x', 'y', 'z'] }]);
  others.send(ask(9, 'conversation.look', { conversations: ['c'] }));
  mine.send(ask(9, 'conversation.look', { conversations: ['d'] }));
  await settled();
  assert.deepEqual(asked('conversation.look').at(-1), { conversations: ['d', 'c'] });
  mine.send(ask(3, 'presence.report', { active: false }));
  assert.deepEqual(asked('presence.report'), []);
  assert.equal(a.heard.at(-1), '{"re":3,"ok":{}}');
  others.send(ask(3, 'presence.report', { active: false }));
  await settled();
  assert.deepEqual(asked('presence.report'), [{ active: false }]);
  server.answer('presence.report', {});
  await settled();
  assert.equal(b.heard.at(-1), '{"re":3,"ok":{}}');
  others.close();
  await settled();
  assert.deepEqual(asked('presence.subscribe').at(-1), { users: ['x', 'y'] });
  assert.deepEqual([first.events, second.events], [['moved'], []]);
});

test('[RT21] a tab that ends without a word is taken out of what is asked for', async () => {
  const world = browser();
  const { mine, others, server } = await pair(world);
  mine.send(ask(2, 'presence.report', { active: false }));
  others.send(ask(2, 'presence.subscribe', { users: ['z'] }));
  await settled();
  world.gone.get('one two')?.();
  assert.deepEqual(
    server.sent.slice(-2).map((each) => each.with),
    [{ users: [] }, { active: false }],
  );
  assert.equal(server.closed, false);
});

test('[RT21] a leader that doesn’t answer is replaced within two seconds, and hears nothing of what others ask', async () => {
  const world = browser();
  const { first, second, others, a, b, server } = await pair(world);
  await world.timers.pass(5_000);
  assert.deepEqual(second.events, []);
  first.end.freeze();
  others.send(ask(2, 'message.send', { clientId: 'once' }));
  await world.timers.pass(1_900);
  assert.deepEqual(second.events, ['seize']);
  second.line.lead();
  assert.equal(b.heard.at(-1), 'close');
  const again = second.line.open();
  const c = listen(again);
  world.sockets[1]?.open();
  again.send(ask(1, 'hello', {}));
  world.sockets[1]?.answer('hello', {});
  again.send(ask(2, 'message.send', { clientId: 'twice' }));
  assert.deepEqual(c.heard, ['open', '{"re":1,"ok":{}}']);
  first.end.thaw();
  first.line.follow();
  await settled();
  assert.equal(server.closed, true);
  assert.equal(a.heard.at(-1), 'close');
  const sent = world.sockets.flatMap((socket) => socket.sent).filter((each) => each.do === 'message.send');
  assert.equal(sent.filter((each) => each.with['clientId'] === 'twice').length, 1);
});

test('[RT21] a leader that runs is never replaced, however long nothing is said', async () => {
  const world = browser();
  const { second } = await pair(world);
  await world.timers.pass(300_000);
  assert.deepEqual(second.events, []);
});

test('[RT21] a tab whose own timers came too late asks again before it takes over', () => {
  const [asked] = stepWatch({ at: 'calm', until: 5_000 }, { now: 5_000, on: 'tick' });
  assert.deepEqual(stepWatch(asked, { now: 65_000, on: 'tick' }), [{ at: 'asked', since: 65_000 }, 'ask']);
  assert.deepEqual(stepWatch(asked, { now: 4_000, on: 'tick' }), [{ at: 'asked', since: 4_000 }, 'ask']);
  assert.equal(stepWatch(asked, { now: 5_900, on: 'tick' })[1], 'seize');
  assert.equal(stepWatch(asked, { now: 5_100, on: 'heard' })[0].at, 'calm');
});

test('[RT21] a lost connection is lost for all tabs; whoever comes back first opens the next one', async () => {
  const world = browser();
  const { first, second, a, b, server } = await pair(world);
  server.drop();
  await settled();
  assert.deepEqual([a.heard.at(-1), b.heard.at(-1)], ['close', 'close']);
  second.line.open();
  first.line.open();
  await settled();
  assert.equal(world.sockets.length, 2);
});

test('[RT21] a socket on which nothing is heard any more is given to nobody', async () => {
  const world = browser();
  const { mine, others, a } = await pair(world);
  others.send(ask(2, 'ping'));
  await world.timers.pass(8_000);
  others.close();
  assert.equal(a.heard.at(-1), '{"re":1,"ok":{"who":"a"}}');
  mine.send(ask(2, 'ping'));
  await settled();
  world.tab('three').line.open();
  await settled();
  assert.equal(world.sockets.length, 2);
  assert.equal(a.heard.at(-1), 'close');
});

test('[RT21] after goodbye the socket is given to nobody', async () => {
  const world = browser();
  const { a, b, server, second } = await pair(world);
  server.say({ push: 'bye', reason: 'slow' });
  await settled();
  for (const { heard } of [a, b]) assert.deepEqual(heard.slice(-2), ['{"push":"bye","reason":"slow"}', 'close']);
  second.line.open();
  await settled();
  assert.equal(world.sockets.length, 2);
});

test('[LR34] read marks of a conversation are followed until the last tab that wants them lets go, or is gone', async () => {
  const world = browser();
  const { first, mine, others, b, server } = await pair(world);
  const reads = (conversation: string, on: boolean) => ({ conversation, on });
  const told = () => server.sent.flatMap((sent) => (sent.do === 'conversation.reads' ? [sent.with] : []));
  mine.send(ask(2, 'conversation.reads', reads('x', true)));
  others.send(ask(2, 'conversation.reads', reads('x', true)));
  others.send(ask(3, 'conversation.reads', reads('y', true)));
  await settled();
  assert.equal(told().length, 3);
  others.send(ask(4, 'conversation.reads', reads('x', false)));
  await settled();
  assert.equal(told().length, 3);
  assert.equal(b.heard.at(-1), '{"re":4,"ok":{}}');
  mine.send(ask(3, 'conversation.reads', reads('x', false)));
  await settled();
  assert.deepEqual(told().at(-1), reads('x', false));
  others.close();
  await settled();
  assert.deepEqual(told().at(-1), reads('y', false));
  first.line.close();
});
