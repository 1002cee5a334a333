import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { FAILURES } from '#protocol/failures.ts';
import { COMMANDS, type CommandName } from '#protocol/realtime.ts';
import type { Connection } from './connection.ts';
import type { ServerSocket } from './outlet.ts';
import { type Chance, chanceFrom, seedOfRun } from './testing/chance.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { type AnyFrame, signUp } from './testing/raw-peer.ts';

const RUNS = Number(process.env['YIQI_FUZZ_RUNS'] ?? 50_000);
const SEED = seedOfRun();
/** Frames that are put in before their answers are awaited. */
const BATCH = 200;

/** A socket in memory that notes what the gateway says. */
class MemorySocket implements ServerSocket {
  readonly bufferedAmount = 0;
  readonly answers: AnyFrame[] = [];
  closed = false;
  send(data: Buffer, _options: object, done: () => void): void {
    this.answers.push(JSON.parse(data.toString()) as AnyFrame);
    done();
  }
  share(data: Buffer): void {
    this.answers.push(JSON.parse(data.toString()) as AnyFrame);
  }
  close(): void {
    this.closed = true;
  }
  terminate(): void {
    this.closed = true;
  }
  ping(): void {}
  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
}

interface Known {
  conversation: string;
  user: string;
  token: string;
}

test(`any ${RUNS} frames get an answer or a bye, and never a bug`, async (context) => {
  context.diagnostic(`seed ${SEED} (YIQI_FUZZ_SEED repeats it)`);
  const bugs: object[] = [];
  const log: Log = { ...silentLog, error: (fields) => void bugs.push(fields), child: () => log };
  const server = await startLiveServer({ log, inMemory: true, limits: { malformed: 1_000 } });
  context.after(() => server.stop());
  const chance = chanceFrom(SEED);
  const known = await prepare(server);
  let peer = await enter(server, known);
  const outcomes = new Map<string, number>();
  const heap = new HeapWatch(RUNS);
  for (let run = 0; run < RUNS; run += BATCH) {
    heap.see(run);
    if (peer.socket.closed) peer = await enter(server, known);
    await runBatch(peer, chance, known, run);
    for (const { failure } of peer.socket.answers.splice(0)) {
      const outcome = failure?.code ?? 'ok';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  context.diagnostic(`${heap.assertSteady(16)} MB grown`);
  assert.deepEqual(bugs, []);
  context.diagnostic(JSON.stringify([...outcomes]));
  for (const outcome of outcomes.keys()) assert.ok(outcome === 'ok' || Object.hasOwn(FAILURES, outcome), outcome);
  // The frames reach all the way: well-formed ones are carried out, and each kind of refusal is seen.
  for (const expected of ['ok', 'request.invalid', 'request.unknown', 'conversation.unknown', 'people.unknown']) {
    assert.ok(outcomes.has(expected), expected);
  }
  assert.ok(!outcomes.has('server.bug'));
});

interface Peer {
  socket: MemorySocket;
  connection: Connection;
}

async function prepare(server: LiveServer): Promise<Known> {
  const [ann, bob] = [await signUp(server.origin, 'ann'), await signUp(server.origin, 'bob')];
  const caller = await server.identity.authenticate(ann.accessToken);
  const { summary } = await server.conversations.commands['conversation.direct'](caller, { user: bob.me.id });
  return { conversation: summary.id, user: bob.me.id, token: ann.accessToken };
}

async function enter(server: LiveServer, { token }: Known): Promise<Peer> {
  const socket = new MemorySocket();
  const connection = server.gateway.accept(socket, 'en');
  connection.handleText(JSON.stringify({ id: 0, do: 'hello', with: { token, level: 1 } }));
  await settled(() => socket.answers.length > 0);
  return { socket, connection };
}

/** Puts frames in and waits until they are answered, or the connection has ended. */
async function runBatch({ socket, connection }: Peer, chance: Chance, known: Known, run: number): Promise<void> {
  for (let n = 0; n < BATCH; n += 1) {
    if (chance.below(500) === 0) connection.handleBinary();
    else connection.handleText(frameText(chance, known, run + n + 1));
  }
  const last = 1e9 + run;
  // A write is carried out after all writes before it.
  connection.handleText(
    JSON.stringify({ id: last, do: 'conversation.read', with: { conversation: known.conversation, seq: 0 } }),
  );
  await settled(() => socket.closed || socket.answers.some(({ re }) => re === last));
}

async function settled(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

function frameText(chance: Chance, known: Known, id: number): string {
  const dice = chance.below(100);
  if (dice < 2) return garbage(chance);
  if (dice < 4) return nested(chance, id);
  const name = commandName(chance);
  const text = JSON.stringify({ id, do: name, with: params(chance, known, name) });
  if (dice < 5) return mutate(chance, text);
  if (dice < 15) return text.replace(/"with":\{/, `"with":{${chance.pick(PROTOTYPE_KEYS)},`);
  return text;
}

const PROTOTYPE_KEYS = ['"__proto__":{"user":1}', '"constructor":{"prototype":{}}', '"hasOwnProperty":1', '"":0'];
const NAMES = Object.keys(COMMANDS).filter((each) => each !== 'hello');

function commandName(chance: Chance): string {
  const odd = ['hello', '__proto__', 'constructor', 'toString', '', 'x'.repeat(61), 'message.send\u0000'];
  return chance.below(20) === 0 ? chance.pick(odd) : chance.pick(NAMES);
}

/** Mostly a value that the field takes, sometimes anything. */
function params(chance: Chance, known: Known, name: string): Record<string, unknown> {
  const fields: Record<string, () => unknown> = {
    conversation: () => (chance.below(8) === 0 ? newId('c') : known.conversation),
    clientId: () => (chance.below(4) === 0 ? 'same-client-id' : newId('t')),
    text: () => 'x'.repeat(chance.below(40)),
    title: () => chance.pick(['群', '', '\u202e', 'x'.repeat(70)]),
    user: () => (chance.below(4) === 0 ? newId('u') : known.user),
    member: () => known.user,
    members: () => (chance.below(4) === 0 ? [newId('u')] : [known.user]),
    ids: () => [known.user],
    query: () => chance.pick(['', 'b', '%', "'; drop table x; --", '_']),
    page: () => chance.pick(['', '1.2.3', `0.${'9'.repeat(16)}.c_${'a'.repeat(20)}`]),
    token: () => known.token,
    seq: () => number(chance),
    after: () => number(chance),
    before: () => number(chance),
    around: () => number(chance),
    date: () => number(chance),
    starts: () => [number(chance), 2 ** 41, 2 ** 42],
    from: () => (chance.below(4) === 0 ? newId('u') : known.user),
    has: () => chance.pick([[], ['link'], ['mention', 'link'], ['file']]),
    cursor: () => chance.pick(['', '1.2.3', `${2 ** 41}.${known.conversation}.5`, `0.c_${'a'.repeat(20)}.0`]),
    limit: () => 1 + chance.below(100),
    on: () => chance.below(2) === 0,
    options: () => chance.pick([[], [0], [0, 1], [9]]),
    option: () => chance.below(10),
    at: () => chance.pick([0, 1, 1e12, Number.MAX_SAFE_INTEGER]),
    ago: () => number(chance),
    item: () => 'same-client-id',
    root: () => number(chance),
    thread: () => number(chance),
    topic: () => chance.pick(['', '设计', 'a\nb']),
    conversations: () => [known.conversation, newId('c')],
    seqs: () => [1 + chance.below(5), 6 + chance.below(5)],
    to: () => known.conversation,
    users: () => [known.user],
    word: () => chance.pick(['', '你好', '\u202e', 'x'.repeat(200)]),
    remark: () => chance.pick(['', '小安', '\n', 'x'.repeat(90)]),
    department: () => newId('n'),
    parent: () => newId('n'),
    name: () => chance.pick(['', 'R&D', 'a/b', 'x'.repeat(90)]),
    call: () => chance.pick([newId('v'), 'v_', `v_${'0'.repeat(20)}`]),
    mode: () => chance.pick(['voice', 'video', 'both']),
    bundle: () => ({ title: 'b' }),
    content: () => anyContent(chance, known),
    url: () => chance.pick(['http://127.0.0.1/', 'x', 'https://[::1]:8080/', 'file:///etc/passwd']),
    sticker: () => newId('st'),
    pack: () => newId('sp'),
    plan: () => chance.pick([newId('pl'), 'pl_', `pl_${'0'.repeat(20)}`]),
    start: () => chance.pick(['2027-01-04T09:00', '2027-02-30T09:00', '9999-12-31T23:59', '0000-00-00T00:00', 'x']),
    zone: () => chance.pick(['Asia/Shanghai', 'Mars/Olympus', '+08:00', '', 'x'.repeat(64)]),
    minutes: () => chance.pick([5, 45, 1440, 4, 0.5, 1e9]),
    repeat: () => anyRepeat(chance),
    day: () => chance.pick(['2027-01-04', '2027-13-01', '9999-12-31', 'x']),
    answer: () => chance.pick(['yes', 'maybe', 'no', 'never']),
    people: () => [known.user],
    departments: () => [newId('n')],
    origin: () => chance.pick(['https://yiqi.example', 'javascript:1', 'x', '']),
  };
  const names = chance.below(10) === 0 ? [chance.pick(Object.keys(fields))] : fieldsOf(name);
  const wanted = names.filter(
    (each) =>
      !['after', 'before', 'around', 'date', 'cursor', 'has', 'from', 'limit'].includes(each) || chance.below(2) === 0,
  );
  return Object.fromEntries(
    wanted.map((each) => [
      each,
      chance.below(25) === 0 ? anything(chance, 3) : (fields[each]?.() ?? anything(chance, 2)),
    ]),
  );
}

function anyRepeat(chance: Chance): object {
  const end = chance.pick<object>([{}, { count: 3 }, { until: '2027-06-30' }, { count: 500, until: '0001-01-01' }]);
  const rule = chance.pick<object>([
    { every: 'day' },
    { every: 'week', days: [1, 7] },
    { every: 'month', by: 'weekday' },
    { every: 'month', by: 'date' },
  ]);
  return { ...rule, step: chance.pick([1, 30, 0]), ...end };
}

function anyContent(chance: Chance, { user }: Known): object {
  return chance.pick<object>([
    { type: 'contact', user },
    { type: 'location', latitude: chance.below(200) - 100, longitude: 0, name: 'x' },
    { type: 'nudge', user },
    { type: 'sticker', id: newId('st'), width: 9, height: 9, text: '' },
    { type: 'files', items: [{ id: newId('f'), name: 'a', size: 1, type: 'text/plain' }] },
    { type: 'voice', file: { id: newId('f'), name: 'a', size: 1, type: 'audio/ogg' }, ms: 9, wave: '0v' },
    { type: 'bundle', title: 'b', items: [{ by: user, name: 'n', at: 0, text: 't' }] },
  ]);
}

function fieldsOf(name: string): string[] {
  return Object.hasOwn(COMMANDS, name) ? Object.keys(COMMANDS[name as CommandName].params.properties) : [];
}

function number(chance: Chance): number {
  return chance.pick([0, 1, 2, 5, 100, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e300, -1, 0.5]);
}

function anything(chance: Chance, depth: number): unknown {
  const plain = [null, true, '', '\ud800', '\u0000', 'x'.repeat(300), -0, 1e308, [], {}];
  if (depth === 0 || chance.below(2) === 0) return chance.pick(plain);
  const inner = Array.from({ length: chance.below(4) }, () => anything(chance, depth - 1));
  return chance.below(2) === 0 ? inner : Object.fromEntries(inner.map((each, n) => [`k${n}`, each]));
}

function nested(chance: Chance, id: number): string {
  const depth = chance.pick([10, 1_000, 20_000]);
  const [open, close] = chance.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  return `{"id":${id},"do":"people.get","with":${open.repeat(depth)}0${close.repeat(depth)}}`;
}

function garbage(chance: Chance): string {
  const pool = ['{', '}', '[', ']', '"', ':', ',', 'id', 'do', '1e999', 'null', '\\u0000', '\u2028', ' '];
  return Array.from({ length: chance.below(30) }, () => chance.pick(pool)).join('');
}

function mutate(chance: Chance, text: string): string {
  const at = chance.below(text.length);
  return text.slice(0, at) + String.fromCharCode(chance.below(0x300)) + text.slice(at + chance.below(4));
}
