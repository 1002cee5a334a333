import { statSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Run } from '../harness/bench.ts';
import type { Contender, Figure, Measured, Result } from '../harness/figures.ts';
import { newFolder } from '../harness/new-folder.ts';
import { pause } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { makePeople, type Person, renewAll } from '../yiqi/person.ts';
import { startYiqi, versionOf } from '../yiqi/server.ts';
import { type Archived, fillArchive, makeConversations } from './archive.ts';
import { likeScan, type Scan, trigramScan } from './scans.ts';
import { QUERIES, Texts } from './texts.ts';

const FIGURES: readonly Figure[] = [
  { name: 'search, p50', unit: 'ms', better: 'lower' },
  { name: 'search, p99', unit: 'ms', better: 'lower' },
  { name: 'search in one conversation, p99', unit: 'ms', better: 'lower' },
  { name: 'search by somebody, p99', unit: 'ms', better: 'lower' },
  { name: 'search before or after a time, p99', unit: 'ms', better: 'lower' },
  { name: 'history page anywhere, p50', unit: 'ms', better: 'lower' },
  { name: 'history page anywhere, p99', unit: 'ms', better: 'lower' },
  { name: 'taken into the index', unit: 'messages/s', better: 'higher' },
  { name: 'index', unit: 'MiB', better: 'lower' },
];

/** A person may search 60 times in 10 seconds: these take turns. */
const PEOPLE = 40;
const PER_PERSON_MS = 10_000 / 55;

/** Messages in the archive. Ten million: BENCH_MESSAGES=10000000. */
function totalOf(quick: boolean): number {
  return Number(process.env['BENCH_MESSAGES'] ?? (quick ? 30_000 : 1_000_000));
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const total = totalOf(quick);
  const folder = newFolder();
  const first = await startYiqi(cores, folder);
  const people = await makePeople(first.port, PEOPLE);
  const archive = await makeConversations(people, quick ? 50 : 1000);
  for (const person of people) person.close();
  await first.end();
  say(`writing ${total} messages into the database`);
  fillArchive(folder, archive, people, total);
  const server = await startYiqi(cores, folder);
  const rounds: Measured[] = [];
  try {
    for (const person of people) {
      person.moveTo(server.port);
      await person.connect();
    }
    const tookS = await untilWhole(people, say);
    const size = statSync(path.join(folder, 'data', 'search.sqlite')).size / 2 ** 20;
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      await renewAll(people);
      const measured = await measure(people, archive, quick ? 60 : 600);
      rounds.push({ ...measured, 'taken into the index': total / tookS, index: size });
      say(`round ${round + 1}: ${JSON.stringify(measured)}`);
    }
  } finally {
    await server.end();
  }
  const user = people[0]?.id ?? '';
  const contenders: Contender[] = [
    {
      name: 'yiqi',
      version: versionOf(),
      about: 'over its WebSocket, one request at a time, rights checked for each line, with snippets and ranges',
      rounds,
    },
    scanned(
      'LIKE',
      'SQLite’s LIKE over the same database, within the process, no index',
      likeScan(folder),
      user,
      quick,
      say,
    ),
    scanned(
      'FTS5 trigram',
      'SQLite’s own FTS5 with trigrams, within the process',
      trigramScan(folder),
      user,
      quick,
      say,
    ),
  ];
  return {
    bench: 'search',
    title: `Finding among ${total.toLocaleString('en-US')} messages`,
    quick,
    parameters: { messages: total, conversations: archive.length, 'of the searcher': archive.length / 5 },
    figures: FIGURES,
    contenders,
    notes: ['The scans answer with the newest 20 and neither check lines nor make snippets.'],
  };
}

/** Until no answer says that the index isn't whole. Returns how long it took, in s. */
async function untilWhole(people: readonly Person[], say: Run['say']): Promise<number> {
  const began = performance.now();
  for (let n = 0; ; n += 1) {
    await renewAll(people);
    const { incomplete } = (await people[n % people.length]?.call('search.messages', { query: 'nowhere' })) ?? {};
    if (incomplete !== true) break;
    await pause(500);
  }
  const tookS = (performance.now() - began) / 1000;
  say(`the index is whole after ${tookS.toFixed(1)} s`);
  return tookS;
}

async function measure(people: readonly Person[], archive: readonly Archived[], times: number): Promise<Measured> {
  const random = new Texts();
  const busiest = archive.map((place, index) => ({ ...place, index })).sort((a, b) => b.messages - a.messages);
  const everywhere = await timed(times, people, async (person, n) => {
    await person.call('search.messages', { query: queryAt(n) });
  });
  const within = await timed(times / 2, people, async (person, n) => {
    const place = busiest.find(({ index }) => index % 5 === people.indexOf(person) % 5);
    await person.call('search.messages', { query: queryAt(n), conversation: place?.id ?? '' });
  });
  const by = await timed(times / 2, people, async (person, n) => {
    const from = people[(people.indexOf(person) + 5) % people.length]?.id ?? '';
    await person.call('search.messages', { query: queryAt(n), from });
  });
  const total = archive.reduce((sum, { messages }) => sum + messages, 0);
  const dated = await timed(times / 2, people, async (person, n) => {
    const at = Date.now() - Math.floor((0.1 + 0.8 * random.fraction()) * total * 1000);
    await person.call('search.messages', { query: queryAt(n), ...(n % 2 === 0 ? { before: at } : { after: at }) });
  });
  const pages = await timed(times, people, async (person) => {
    const mine = busiest.filter(({ index }) => index % 5 === people.indexOf(person) % 5);
    const place = mine[Math.floor(random.fraction() * Math.min(50, mine.length))];
    const around = 1 + Math.floor(random.fraction() * (place?.messages ?? 1));
    await person.call('conversation.history', { conversation: place?.id ?? '', around, limit: 100 });
  });
  return {
    'search, p50': quantile(everywhere, 0.5),
    'search, p99': quantile(everywhere, 0.99),
    'search in one conversation, p99': quantile(within, 0.99),
    'search by somebody, p99': quantile(by, 0.99),
    'search before or after a time, p99': quantile(dated, 0.99),
    'history page anywhere, p50': quantile(pages, 0.5),
    'history page anywhere, p99': quantile(pages, 0.99),
  };
}

function queryAt(n: number): string {
  return QUERIES[n % QUERIES.length] ?? '';
}

/** One request at a time, each by the next person, none sooner than they may. */
async function timed(times: number, people: readonly Person[], ask: (person: Person, n: number) => Promise<void>) {
  const took: number[] = [];
  const pauseMs = PER_PERSON_MS / people.length;
  for (let n = 0; n < times; n += 1) {
    const person = people[n % people.length];
    if (person === undefined) break;
    const began = performance.now();
    await ask(person, n);
    took.push(performance.now() - began);
    await pause(pauseMs);
  }
  return took;
}

function scanned(name: string, about: string, scan: Scan, user: string, quick: boolean, say: Run['say']): Contender {
  const rounds: Measured[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const took = QUERIES.map((query) => {
      const began = performance.now();
      scan.find(query, user);
      return performance.now() - began;
    });
    const measured = { 'search, p50': quantile(took, 0.5), 'search, p99': quantile(took, 0.99) };
    rounds.push({ ...measured, 'taken into the index': scan.perSecond, index: scan.indexMiB });
    say(`round ${round + 1}, ${name}: ${JSON.stringify(measured)}`);
  }
  scan.end();
  return { name, version: '', about, rounds };
}

export const search: Bench = {
  name: 'search',
  about: 'search and pages of history among a million messages; beside scans of the same database',
  run,
};
