import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { CommandQueue } from './command-queue.ts';
import { FanOut, type Receiver } from './fan-out.ts';
import type { Command } from './frames.ts';
import { MembershipIndex } from './membership-index.ts';
import { Outlet, type ServerSocket } from './outlet.ts';

class Ear implements Receiver {
  readonly heard: string[] = [];
  /** What was heard, and where it was gathered (`[`) and let out (`]`). */
  line = '';
  cut = false;
  deliver(frame: Buffer): void {
    this.heard.push(frame.toString());
    this.line += frame.toString();
  }
  gather(): void {
    this.line += '[';
  }
  flush(): void {
    this.line += ']';
  }
  overrun(): void {
    this.cut = true;
  }
}

const frame = (text: string) => Buffer.from(text);

test('[RT12] fan-out: large audiences are served in slices, and each hears everything in order', () => {
  const slices: (() => void)[] = [];
  let nowMs = 0;
  const fanOut = new FanOut({ sliceMs: 2, nowMs: () => nowMs++, nextSlice: (run) => void slices.push(run) });
  const ears = Array.from({ length: 1_000 }, () => new Ear());
  for (const text of ['a', 'b', 'c']) fanOut.put(frame(text), ears);
  let count = 0;
  for (let run = slices.shift(); run !== undefined; run = slices.shift()) {
    count += 1;
    run();
  }
  assert.ok(count > 20, `${count} slices`);
  assert.equal(fanOut.waiting, 0);
  for (const { heard } of ears) assert.deepEqual(heard, ['a', 'b', 'c']);
});

test('[RT12] fan-out: a burst is gathered for each receiver, what comes alone is not', () => {
  const slices: (() => void)[] = [];
  const options = {
    sliceMs: 0,
    gatherMs: 1_000,
    nowMs: () => 0,
    nextSlice: (run: () => void) => void slices.push(run),
  };
  const fanOut = new FanOut(options);
  const ears = Array.from({ length: 100 }, () => new Ear());
  for (const text of ['a', 'b', 'c']) fanOut.put(frame(text), ears);
  while (slices.length > 0) slices.shift()?.();
  // The first ones had heard the first before anything else came.
  assert.deepEqual(new Set(ears.map(({ line }) => line)), new Set(['a[bc]', '[abc]']));
  fanOut.put(frame('d'), ears);
  while (slices.length > 0) slices.shift()?.();
  assert.ok(ears.every(({ line }) => line.endsWith('c]d')));
});

test('[RT12] fan-out: nothing is gathered for longer than it may', () => {
  const slices: (() => void)[] = [];
  let nowMs = 0;
  const fanOut = new FanOut({
    sliceMs: 0,
    gatherMs: 1,
    nowMs: () => nowMs++,
    nextSlice: (run) => void slices.push(run),
  });
  const ears = Array.from({ length: 100 }, () => new Ear());
  for (const text of ['a', 'b', 'c']) fanOut.put(frame(text), ears);
  while (slices.length > 0) slices.shift()?.();
  for (const { line, heard } of ears) {
    assert.deepEqual(heard, ['a', 'b', 'c']);
    assert.doesNotMatch(line, /\[[a-c]*(\[|$)/);
    assert.doesNotMatch(line, /\[[abc]{3}\]/);
  }
});

test('[RT11] fan-out: who may not hear any more when their turn comes does not', () => {
  const slices: (() => void)[] = [];
  const fanOut = new FanOut({ sliceMs: 0, nextSlice: (run) => void slices.push(run) });
  const ears = Array.from({ length: 100 }, () => new Ear());
  const members = new Set<Receiver>(ears);
  fanOut.put(frame('first'), ears, (ear) => members.has(ear));
  const last = ears.at(-1) as Ear;
  members.delete(last);
  while (slices.length > 0) slices.shift()?.();
  assert.deepEqual(last.heard, []);
  assert.ok(ears.slice(0, -1).every(({ heard }) => heard.length === 1));
});

test('[RT13] fan-out: past its bound the receivers are cut, and nothing is kept for them', () => {
  const fanOut = new FanOut({ sliceMs: 0, mostWaiting: 40, nextSlice: () => {} });
  const ears = Array.from({ length: 40 }, () => new Ear());
  fanOut.put(frame('a'), ears);
  fanOut.put(frame('b'), ears);
  assert.ok(fanOut.waiting <= 40);
  assert.ok(ears.every(({ cut }) => cut));
});

const [ANN, BOB] = [newId('u'), newId('u')];
const [ONE, TWO] = [newId('c'), newId('c')];

/** An index whose readings are answered by hand. */
function index() {
  const readings: ((conversations: ConversationId[] | Error) => void)[] = [];
  const read = (_user: UserId) =>
    new Promise<ConversationId[]>((resolve, reject) => {
      readings.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  return { members: new MembershipIndex(read), readings };
}

test('[RT11] membership: what is told while the list is read is newer than the list', async () => {
  const { members, readings } = index();
  const joined = members.join(ANN);
  members.set(ANN, ONE, false);
  members.set(ANN, TWO, true);
  readings[0]?.([ONE]);
  await joined;
  assert.deepEqual([members.has(ANN, ONE), members.has(ANN, TWO)], [false, true]);
});

test('membership: kept until the last connection leaves, and read anew after that', async () => {
  const { members, readings } = index();
  const both = [members.join(ANN), members.join(ANN)];
  readings[0]?.([ONE]);
  await Promise.all(both);
  members.leave(ANN);
  assert.ok(members.has(ANN, ONE));
  members.leave(ANN);
  assert.equal(members.membersOf(ONE).size, 0);
  members.set(ANN, TWO, true);
  assert.ok(!members.has(ANN, TWO));
  const again = members.join(ANN);
  readings[1]?.([TWO]);
  await again;
  assert.deepEqual([...members.membersOf(TWO)], [ANN]);
});

test('membership: who left while the list was read is not put back by it', async () => {
  const { members, readings } = index();
  const first = members.join(ANN);
  members.leave(ANN);
  readings[0]?.([ONE]);
  await first;
  assert.equal(members.membersOf(ONE).size, 0);
});

test('membership: a reading that fails is told, and the next connection reads anew', async () => {
  const { members, readings } = index();
  const first = members.join(ANN);
  readings[0]?.(new Error('no database'));
  await assert.rejects(first);
  const second = members.join(ANN);
  readings[1]?.([ONE]);
  await second;
  assert.ok(members.has(ANN, ONE));
});

test('[PC21] membership: an entry of somebody’s own log that comes after a later one changes nothing', async () => {
  const { members, readings } = index();
  const joined = members.join(ANN);
  readings[0]?.([]);
  await joined;
  const entry = (seq: number, member: boolean) => ({ type: 'membership' as const, conversation: ONE, member, seq });
  members.tell(ANN, entry(7, true));
  members.tell(ANN, entry(6, false));
  assert.ok(members.has(ANN, ONE));
  members.tell(ANN, entry(8, false));
  assert.ok(!members.has(ANN, ONE));
});

test('membership: is corrected for those who are here, and for nobody else', async () => {
  const { members, readings } = index();
  const joined = [members.join(ANN), members.join(BOB)];
  readings[0]?.([ONE, TWO]);
  readings[1]?.([]);
  await Promise.all(joined);
  members.correct(ONE, new Set([BOB, newId('u')]));
  assert.deepEqual([...members.membersOf(ONE)], [BOB]);
  assert.ok(members.has(ANN, TWO));
});

test('membership: follows what events say', async () => {
  const { members, readings } = index();
  const joined = [members.join(ANN), members.join(BOB)];
  for (const answer of readings) answer([]);
  await Promise.all(joined);
  const head = { conversation: ONE, seq: 1, at: 1, by: ANN, count: 0 };
  members.follow({ ...head, type: 'created', kind: 'group', title: '', members: [ANN, BOB] });
  assert.deepEqual([...members.membersOf(ONE)].sort(), [ANN, BOB].sort());
  members.follow({ ...head, type: 'member-removed', member: BOB });
  assert.deepEqual([...members.membersOf(ONE)], [ANN]);
  members.follow({ ...head, type: 'members-added', members: [BOB] });
  assert.ok(members.has(BOB, ONE));
});

function ping(id: number): Command {
  return { id, do: 'ping', with: {} };
}

test('[RT9] commands: so many at once and no more; the socket is read again when there is room', async () => {
  const running: (() => void)[] = [];
  const pauses: boolean[] = [];
  const queue = new CommandQueue({
    inFlight: 2,
    run: () => new Promise((resolve) => void running.push(resolve)),
    ready: () => true,
    pause: (paused) => void pauses.push(paused),
  });
  for (let id = 1; id <= 3; id += 1) queue.put(ping(id));
  assert.deepEqual([running.length, pauses], [2, [true]]);
  running.shift()?.();
  await new Promise(setImmediate);
  assert.deepEqual([running.length, pauses], [2, [true, false]]);
});

test('[RT6] commands: writes wait for each other, reads for nobody', async () => {
  const started: number[] = [];
  const ends = new Map<number, () => void>();
  const queue = new CommandQueue({
    inFlight: 10,
    run: ({ id }) => {
      started.push(id);
      return new Promise((resolve) => void ends.set(id, resolve));
    },
    ready: () => true,
    pause: () => {},
  });
  const write = (id: number): Command => {
    return { id, do: 'message.send', with: { clientId: 'client-id', conversation: ONE, text: '' } };
  };
  for (const command of [write(1), write(2), ping(3), write(4)]) queue.put(command);
  await new Promise(setImmediate);
  assert.deepEqual(started, [3, 1]);
  ends.get(1)?.();
  await new Promise(setImmediate);
  assert.deepEqual(started, [3, 1, 2]);
  const ended = queue.end();
  for (const end of ends.values()) end();
  await ended;
  assert.deepEqual(started, [3, 1, 2]);
});

/** A socket whose peer reads nothing. */
class Clogged implements ServerSocket {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  send(data: Buffer): void {
    this.bufferedAmount += data.length;
    this.sent.push(data.toString());
  }
  share(data: Buffer): void {
    this.send(data);
  }
  close(): void {}
  terminate(): void {}
  ping(): void {}
  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
}

test('[RT4] outlet: live events wait for the answer to hello, then keep their order', () => {
  const socket = new Clogged();
  const outlet = new Outlet(socket, 100, () => assert.fail('not slow'));
  outlet.event(frame('early'));
  outlet.answer(frame('hello'), () => {});
  outlet.release();
  outlet.event(frame('late'));
  assert.deepEqual(socket.sent, ['hello', 'early', 'late']);
});

test('[RT13] outlet: waiting events are bounded, large answers are not counted as slowness', () => {
  let slow = 0;
  const socket = new Clogged();
  const outlet = new Outlet(socket, 100, () => {
    slow += 1;
  });
  outlet.release();
  outlet.answer(frame('x'.repeat(1_000)), () => {});
  assert.ok(outlet.full);
  outlet.event(frame('e'.repeat(101)));
  assert.equal(slow, 0);
  outlet.event(frame('one too many'));
  assert.equal(slow, 1);
  const held = new Outlet(new Clogged(), 100, () => {
    slow += 1;
  });
  held.event(frame('e'.repeat(101)));
  assert.equal(slow, 2);
});
