import { randomUUID } from 'node:crypto';
import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { holds, idOf } from '../support/headless.ts';

/** What the tour shows beside what the people of the demo said. */
export const EVERYTHING = '样样都有 A bit of everything';
export const PLAN = '季度复盘与下阶段规划 Quarterly review and what comes next';
const PASSWORD = 'yiqi-demo-1';
const DAY_MS = 86_400_000;

const CODE = `The retry, as it is now:

\`\`\`ts
export function wait(tries: number): number {
  // Half a minute at the most.
  return Math.min(30_000, 2 ** tries * 500 * (0.5 + Math.random()));
}
\`\`\`

| 平台 Platform | 启动 Start | 内存 Memory |
|---|---:|---:|
| Android | 410 ms | 96 MB |
| iOS | 380 ms | 88 MB |

- [x] Measure it
- [ ] 写进发布说明`;

const WORD =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft https://example.org/a/very/long/address/that/goes/on/and/on?with=a&query=that-does-not-end-either-0123456789';

const ANNOUNCED =
  '周五 18:00 起服务器维护两小时，期间消息照常收发，只是搜索和会议录像暂停。\n\nMaintenance on Friday from 18:00 for two hours: messages go on; search pauses. Questions to @Olivia Martin.';

/** Puts it into the demo's workspace, unless it is there. */
export async function furnish(baseUrl: string): Promise<void> {
  const [demo, mia, noah] = [
    await signIn(baseUrl, 'demo'),
    await signIn(baseUrl, 'mia'),
    await signIn(baseUrl, 'noah'),
  ];
  try {
    if (demo.conversations().some(({ summary }) => summary.title === EVERYTHING)) return;
    await furnishGroup(demo, mia, noah);
    await furnishPlans(demo, mia);
    await furnishList(demo);
    await demo.call('contact.block', { user: await idOf(demo, 'Ethan Brown') });
    await demo.call('contact.remark', { user: await idOf(demo, '张伟'), remark: '张伟（隔壁组，负责首页）' });
    await missedCall(mia, demo.me()?.id ?? '');
  } finally {
    await Promise.all([demo.close(), mia.close(), noah.close()]);
  }
}

async function signIn(baseUrl: string, login: string): Promise<Client> {
  const client = createClient({ baseUrl, store: memoryStore(), keep: 'body', deviceName: 'Office PC' });
  await client.start();
  await client.login({ login, password: PASSWORD });
  await holds(client, () => client.status().at === 'online' && client.conversations().length > 0);
  return client;
}

async function furnishGroup(demo: Client, mia: Client, noah: Client): Promise<void> {
  const names = ['Mia Berg', 'Noah Fischer', '刘婷', 'Olivia Martin', '何川', 'Lucas Moreau', '孙悦', '冯雪'];
  const members = await Promise.all(names.map((name) => idOf(demo, name)));
  const conversation = await demo.create(EVERYTHING, members);
  const say = (who: Client, text: string, more: object = {}) =>
    who.call('message.send', { clientId: randomUUID(), conversation, text, ...more });
  await demo.call('conversation.settings', {
    clientId: randomUUID(),
    conversation,
    change: { announcement: ANNOUNCED },
  });
  const root = await say(mia, CODE);
  await say(noah, WORD);
  await say(mia, '👍🎉');
  await say(noah, '', { content: { type: 'contact', user: members[3] } });
  await say(demo, '', {
    content: { type: 'location', latitude: 31.2304, longitude: 121.4737, name: '人民广场 People’s Square' },
  });
  await say(demo, '', {
    content: {
      type: 'poll',
      question: '下次团建去哪里？ Where shall we go next?',
      options: ['莫干山 Moganshan', '千岛湖', 'A long boat tour on the canal with dinner and music'],
    },
  });
  for (const text of ['Half a minute is fine.', '我觉得可以再短一点，手机上人会等不及。']) {
    await say(noah, text, { thread: root.seq });
  }
  const last = await say(
    mia,
    '[docs](https://example.org/docs) — **bold**, *italic*, ~~struck~~, `code`\n\n> 引用一段话，看它怎么断行：今天的事今天做完。\n\n1. 一\n2. 二',
    { replyTo: root.seq },
  );
  await demo.call('message.pin', { clientId: randomUUID(), conversation, seq: root.seq, on: true });
  await demo.call('message.pin', { clientId: randomUUID(), conversation, seq: last.seq, on: true });
  for (const seq of [root.seq, last.seq]) await demo.call('message.star', { conversation, seq, on: true });
  await say(mia, 'Recalled in a moment').then(({ seq }) =>
    mia.call('message.recall', { clientId: randomUUID(), conversation, seq }),
  );
  for (const emoji of ['👍', '❤️', '🎉', '👀', '🚀', '😄']) {
    await noah.call('message.react', { clientId: randomUUID(), conversation, seq: last.seq, emoji, on: true });
  }
  for (const [days, text] of [
    [1, '早上好，别忘了今天 10:00 的评审。'],
    [3, 'Please send me your figures by noon, so that I can put them into the report for Monday.'],
  ] as const) {
    await demo.call('message.schedule', { clientId: randomUUID(), conversation, text, at: Date.now() + days * DAY_MS });
  }
  const lunch = demo.conversations().find(({ summary }) => summary.title?.startsWith('Lunch'));
  const seqs = [root.seq, last.seq];
  const to = conversation;
  await demo.call('message.forward', {
    clientId: randomUUID(),
    conversation,
    seqs,
    to,
    bundle: { title: `Chat history of ${EVERYTHING}` },
  });
  if (lunch !== undefined) await demo.call('conversation.keep', { conversation: lunch.id, muted: true });
}

async function furnishPlans(demo: Client, mia: Client): Promise<void> {
  const people = await Promise.all(['Mia Berg', '陈思远', 'Sofia Rossi'].map((name) => idOf(demo, name)));
  const at = (days: number, time: string) =>
    `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T${time}`;
  const plan = { zone: 'Asia/Shanghai', minutes: 45, remind: 10 };
  const agenda = '- 数字 Figures\n- 学到了什么 What we learnt\n- **下一步 Next**';
  const series = { every: 'week' as const, days: [1, 3], step: 1, count: 6 };
  await demo.call('plan.create', {
    clientId: randomUUID(),
    title: PLAN,
    agenda,
    start: at(1, '10:00'),
    repeat: series,
    people,
    passcode: '482913',
    ...plan,
  });
  const me = demo.me()?.id ?? '';
  await mia.call('plan.create', {
    clientId: randomUUID(),
    title: 'Design critique',
    agenda: '',
    start: at(2, '15:30'),
    people: [me],
    ...plan,
  });
}

async function furnishList(demo: Client): Promise<void> {
  const ids = demo.conversations().map(({ id }) => id);
  const folder = (name: string, order: number, rules: ('groups' | 'channels' | 'unread')[], conversations: string[]) =>
    demo.call('folder.keep', {
      folder: `f_${name.length}${order}${'0'.repeat(20)}`.slice(0, 22),
      name,
      order,
      conversations,
      rules,
    });
  await folder('工作 Work', 1, ['groups'], []);
  await folder('客户', 2, [], ids.slice(0, 2));
  await folder('晚上读 Later', 3, ['channels'], []);
  const [first, second] = ids;
  if (first !== undefined) await demo.call('conversation.keep', { conversation: first, pinned: true });
  const archived = demo.conversations().at(-1);
  if (archived !== undefined && archived.id !== second)
    await demo.call('conversation.keep', { conversation: archived.id, archived: 1_000_000 });
}

/** Somebody calls the newcomer, and hangs up before they answer. */
async function missedCall(who: Client, me: string): Promise<void> {
  const { summary } = await who.call('conversation.direct', { user: me });
  const { call } = await who.call('call.start', { conversation: summary.id, mode: 'video' });
  await who.call('call.leave', { call });
}
