import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile, type Validator } from 'typebox/compile';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { counts } from '#kernel/line-fold.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { COMMANDS } from '#protocol/realtime.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import type { Caller } from '../identity/api.ts';
import { anyText, Chooser, FUZZ_RUNS, mangled } from '../testing/fuzz.ts';
import type { ConversationCommand } from './api.ts';
import { anyChannelParams, anyThread, isChannelOrThread } from './channels/testing/any-channel-params.ts';
import { openWorld, type World, worldMigrations } from './conversations-world.ts';
import { anyGroupParams, isGroupCommand } from './groups/testing/any-group-params.ts';
import { anyOwn, anyPoll, isOwnCommand } from './marks/testing/any-own.ts';
import type { OwnCommands } from './own-commands.ts';

const AT_ONCE = 50;

/** What came up so far and may come up again. */
interface Pool {
  conversations: Some;
  clientIds: Some;
  pages: Some;
  people: Some;
  /** Ends of join links. */
  tokens: Some;
}

type Some = [string, ...string[]];

type MessageCommand = Exclude<
  Exclude<Extract<ConversationCommand, `message.${string}`>, keyof OwnCommands>,
  'message.readers'
>;

/** Keeps a few, so that commands meet each other. */
function keep(choose: Chooser, items: Some, item: string): void {
  if (items.length < 24) items.push(item);
  else items[choose.below(items.length)] = item;
}

function spoilt(choose: Chooser, text: string): string {
  return Buffer.from(mangled(choose, Buffer.from(text))).toString('latin1');
}

function anyTitle(choose: Chooser): string {
  return choose.chance(0.7) ? choose.of(['a', 'b', '团队']) : anyText(choose).slice(0, 200);
}

function anySeq(choose: Chooser): number {
  return choose.of([0, 1, 2, choose.below(50), choose.below(1000), 2 ** 31, Number.MAX_SAFE_INTEGER]);
}

/** Parameters of the right shape, as the gateway lets them pass, with anything in them. */
function anyParams(choose: Chooser, name: ConversationCommand, pool: Pool): object {
  const conversation = choose.chance(0.05) ? newId('c') : choose.of(pool.conversations);
  const clientId = choose.chance(0.15) ? choose.of(pool.clientIds) : newId('t');
  const person = () => (choose.chance(0.03) ? newId('u') : choose.of(pool.people));
  const people = () => [...new Set(Array.from({ length: 1 + choose.below(4) }, person))];
  const limit = choose.chance(0.5) ? {} : { limit: 1 + choose.below(100) };
  const optional = (key: string) => (choose.chance(0.3) ? { [key]: anySeq(choose) } : {});
  if (choose.chance(0.3)) keep(choose, pool.clientIds, clientId);
  if (isGroupCommand(name))
    return anyGroupParams(choose, name, { conversation, clientId, person, tokens: pool.tokens });
  if (isChannelOrThread(name)) return anyChannelParams(choose, name, { conversation, clientId, seq: anySeq(choose) });
  if (isOwnCommand(name)) {
    const item = choose.of(pool.clientIds);
    return anyOwn(choose, name, { conversation, clientId, item, seq: choose.below(30), people });
  }
  switch (name) {
    case 'conversation.changes':
      return { page: choose.chance(0.5) ? choose.of(pool.pages) : spoilt(choose, choose.of(pool.pages)) };
    case 'conversation.get':
      return { conversation };
    case 'conversation.members':
      return choose.of<object>([
        { conversation },
        { conversation, query: anyText(choose).slice(0, 60) },
        { conversation, page: choose.of(['', '2.x', `2.${person()}`]) },
      ]);
    case 'conversation.events':
      return { conversation, after: anySeq(choose), ...limit };
    case 'conversation.history':
      return {
        conversation,
        ...optional('before'),
        ...optional('after'),
        ...optional('around'),
        ...optional('date'),
        ...limit,
      };
    case 'conversation.days': {
      const start = anySeq(choose);
      return { conversation, starts: [start, start + choose.below(5), 2 ** 40] };
    }
    case 'conversation.direct':
      return { user: person() };
    case 'conversation.create':
      return { clientId, title: anyTitle(choose), members: people() };
    case 'conversation.rename':
      return { clientId, conversation, title: anyTitle(choose) };
    case 'conversation.keep': {
      const place = choose.of<number | false>([anySeq(choose), false]);
      const wish = choose.of<object>([
        { pinned: choose.chance(0.7) },
        { archived: place },
        { hidden: place },
        { unread: place },
        { announced: choose.of([0, 1_700_000_000_000, Number.MAX_SAFE_INTEGER]) },
      ]);
      return { conversation, ...wish, ...(choose.chance(0.3) ? { muted: choose.chance(0.5) } : {}) };
    }
    case 'conversation.reads':
      return { conversation, on: choose.chance(0.5) };
    case 'folder.keep': {
      const [rules, order] = [choose.of<string[]>([[], ['unread'], ['groups']]), choose.below(9)];
      return { ...anyFolder(choose), name: anyText(choose).slice(0, 100), order, conversations: [conversation], rules };
    }
    case 'folder.drop':
      return anyFolder(choose);
    case 'settings.keep':
      return choose.chance(0.1) ? {} : { receipts: choose.chance(0.5) };
    case 'message.readers':
      return { conversation, seq: anySeq(choose), ...limit, ...(choose.chance(0.3) ? { after: person() } : {}) };
    case 'conversation.read':
      return { conversation, seq: anySeq(choose) };
    case 'conversation.leave':
      return { clientId, conversation };
    case 'member.add':
      return { clientId, conversation, members: people() };
    case 'member.remove':
      return { clientId, conversation, member: person() };
    default:
      return anyMessageParams(choose, name, {
        ...{ conversation, clientId, people },
        seq: anySeq(choose),
        to: choose.of(pool.conversations),
      });
  }
}

/** A text, or a content with or without one. */
function anySaid(choose: Chooser, people: () => string[]): object {
  const text = anyText(choose);
  const [user] = people();
  const degrees = choose.of([0, -0, 90, -90, 1e-9, 12.5]);
  const size = { width: 1 + choose.below(512), height: 1 + choose.below(512) };
  const item = { by: user, name: 'n', at: choose.below(1e6), text };
  const content = choose.of([
    { type: 'contact', user },
    { type: 'location', latitude: degrees, longitude: degrees * 2, name: text.slice(0, 100) || ' ' },
    { type: 'nudge', user },
    anyPoll(choose),
    anyPoll(choose),
    { type: 'sticker', id: newId('st'), ...size, text: text.slice(0, 40) },
    { type: 'files', items: [{ id: newId('f'), name: text.slice(0, 255) || 'x', size: choose.below(9), type: 'a/b' }] },
    { type: 'voice', file: { id: newId('f'), name: 'v', size: 1, type: 'audio/ogg' }, ms: 9, wave: '0v' },
    {
      type: 'bundle',
      title: text.slice(0, 100) || ' ',
      items: [item, { ...item, content: { type: 'contact', user } }],
    },
  ]);
  return choose.chance(0.7) ? { text } : { text: choose.chance(0.7) ? '' : text, content };
}

/** One of a few folders. */
function anyFolder(choose: Chooser): { folder: string } {
  return { folder: `f_${`${choose.below(40)}`.padStart(20, '0')}` };
}

interface Around {
  conversation: string;
  clientId: string;
  seq: number;
  /** Another conversation, or the same. */
  to: string;
  people: () => string[];
}

function anyMessageParams(choose: Chooser, name: MessageCommand, { people, ...around }: Around): object {
  const { conversation, clientId } = around;
  const seq = choose.chance(0.8) ? 2 + choose.below(30) : around.seq;
  const mentions = choose.chance(0.5) ? {} : { mentions: [...people(), ...(choose.chance(0.3) ? ['all'] : [])] };
  const reply = choose.chance(0.5) ? {} : { replyTo: seq };
  const emoji = choose.of(['👍', '👍🏽', '❤️', '🇨🇳', anyText(choose).slice(0, 100)]);
  const on = choose.chance(0.6);
  switch (name) {
    case 'message.send':
      return { clientId, conversation, ...anySaid(choose, people), ...mentions, ...reply, ...anyThread(choose) };
    case 'message.forward': {
      const seqs = [...new Set(Array.from({ length: 1 + choose.below(4) }, () => 2 + choose.below(30)))];
      const bundle = choose.chance(0.5) ? {} : { bundle: { title: anyText(choose).slice(0, 100) } };
      return { clientId, conversation, seqs, to: around.to, ...bundle };
    }
    case 'message.edit':
      return { clientId, conversation, seq, text: choose.chance(0.5) ? `${seq}` : anyText(choose), ...mentions };
    case 'message.recall':
      return { clientId, conversation, seq };
    case 'message.react':
      return { clientId, conversation, seq, emoji, on };
    case 'message.pin':
      return { clientId, conversation, seq, on };
    case 'message.edits':
      return { conversation, seq };
    case 'message.reactions':
      return { conversation, seq, emoji };
    case 'message.pins':
      return { conversation };
  }
}

test('[CV13] whatever is asked, commands answer in their shape or refuse, and logs stay dense', async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it), ${FUZZ_RUNS} commands`);
  const database = await openSqliteDatabase({ file: ':memory:', migrations: worldMigrations, log: silentLog });
  const world = await openWorld({ database });
  try {
    const callers = world.people.addAll('ann', 'bob', 'cat', 'dan', 'eve', 'fay');
    const [first, ...others] = callers.map(({ user }) => user);
    assert.ok(first);
    const [conversations, clientIds, pages]: [Some, Some, Some] = [
      [newId('c')],
      [newId('t')],
      [`0.${Number.MAX_SAFE_INTEGER}.c_${'z'.repeat(20)}`],
    ];
    const pool: Pool = { conversations, clientIds, pages, people: [first, ...others], tokens: ['x'.repeat(22)] };
    for (let n = 0; n < FUZZ_RUNS; n += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => askAnything(world, choose, choose.of(callers), pool)));
    }
    await assertDense(world);
  } finally {
    await world.close();
  }
});

const validators = new Map<string, { params: Validator; result: Validator }>(
  Object.entries(COMMANDS).map(([name, { params, result }]) => [
    name,
    { params: Compile(params) as Validator, result: Compile(result) as Validator },
  ]),
);

const NAMES = Object.keys(COMMANDS).filter((name) =>
  /^(conversation|member|join|message|thread|channel|folder|settings|poll|draft|voice)[.]/.test(name),
) as [ConversationCommand];

async function askAnything(world: World, choose: Chooser, caller: Caller, pool: Pool): Promise<void> {
  const name = choose.chance(0.3) ? 'message.send' : choose.of(NAMES);
  const params = anyParams(choose, name, pool);
  assert.ok(validators.get(name)?.params.Check(params), `${name} ${JSON.stringify(params)}`);
  try {
    const result = await world.as(caller, name, params as never);
    assert.ok(validators.get(name)?.result.Check(result), `${name} answered ${JSON.stringify(result)}`);
    if (name === 'conversation.create' && 'summary' in result) keep(choose, pool.conversations, result.summary.id);
    if (name === 'join.create' && 'token' in result) keep(choose, pool.tokens, result.token);
    if (name === 'conversation.direct' && 'summary' in result && choose.chance(0.02)) {
      keep(choose, pool.conversations, result.summary.id);
    }
  } catch (error) {
    assert.ok(error instanceof Failure && !error.code.startsWith('server.'), `${name}: ${error}`);
  }
}

/** What was published is dense, and is what is stored. */
async function assertDense(world: World): Promise<void> {
  const logs = Map.groupBy(world.events, (event) => event.conversation);
  for (const [id, log] of logs) {
    assert.ok(log.every((event, index) => event.seq === index + 1));
    const row = await world.database.read
      .selectFrom('conversations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    assert.deepEqual([row?.last_seq, row?.message_count], [log.length, messagesIn(log)]);
    assert.equal(row?.member_count, (await world.conversations.membersOf(id)).length);
  }
}

function messagesIn(log: readonly ConversationEvent[]): number {
  return log.filter(counts).length;
}
