import { isDeepStrictEqual } from 'node:util';
import type { Client } from '#client/api.ts';
import type { MadeRoom } from '../people/acts.ts';
import { heldIn, type Person } from '../people/person.ts';
import type { Finding } from './finding.ts';
import { askOf } from './logs.ts';

const SOON_MS = 60_000;

/** What a device that was there all the time shows is what one shows that has just come. */
export async function checkViews(person: Person, fresh: Client, rooms: readonly MadeRoom[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const room of rooms)
    found.push(...(await checkView(person, fresh, room)), ...(await checkRead(person, fresh, room)));
  for (const type of ['chat', 'settings', 'call', 'thread'] as const) {
    const same = () => isDeepStrictEqual(person.client.personal(type), fresh.personal(type));
    if (await heldIn(person.client, same, SOON_MS)) continue;
    const what = `person ${person.n}: their own “${type}” is ${told([...person.client.personal(type)])}, anew ${told([...fresh.personal(type)])}`;
    found.push({ wrong: 'different', what });
  }
  return found;
}

/** A mark only moves forward. */
async function checkRead({ n, ledger }: Person, fresh: Client, room: MadeRoom): Promise<Finding[]> {
  const { summary } = await askOf(fresh, 'conversation.get', { conversation: room.id });
  const answered = ledger.read.get(`${n} ${room.id}`) ?? 0;
  if (summary.read.seq >= answered) return [];
  return [
    { wrong: 'lost', what: `person ${n} had read room ${room.n} up to ${answered}, and now to ${summary.read.seq}` },
  ];
}

async function checkView({ client, n }: Person, fresh: Client, { id, n: room }: MadeRoom): Promise<Finding[]> {
  const close = client.open(id);
  try {
    await client.loadNewest(id);
    const { summary } = await askOf(fresh, 'conversation.get', { conversation: id });
    const { lines } = await askOf(fresh, 'conversation.history', { conversation: id });
    const { members } = await askOf(fresh, 'conversation.members', { conversation: id });
    const has = () => client.conversation(id).lines.flatMap((line) => (line.state === 'sent' ? [line.event] : []));
    const from = lines[0]?.seq ?? 0;
    const found: Finding[] = [];
    const compare = async (what: string, mine: () => unknown, anew: unknown) => {
      if (await heldIn(client, () => isDeepStrictEqual(mine(), anew), SOON_MS)) return;
      found.push({ wrong: 'different', what: `person ${n}, room ${room}: ${what} ${difference(mine(), anew)}` });
    };
    await compare('summary', () => client.conversation(id).summary, summary);
    await compare('lines', () => has().filter(({ seq }) => seq >= from), lines);
    await client.loadMembers(id);
    const sorted = (list: readonly { user: string }[] = []) => list.toSorted((a, b) => (a.user < b.user ? -1 : 1));
    await compare('members', () => sorted(client.conversation(id).members), sorted(members));
    return found;
  } finally {
    close();
  }
}

/** The first thing in which they differ. */
function difference(mine: unknown, anew: unknown): string {
  if (!isTree(mine) || !isTree(anew)) return `${told(mine)}, anew ${told(anew)}`;
  for (const key of new Set([...Object.keys(mine), ...Object.keys(anew)])) {
    if (!isDeepStrictEqual(mine[key], anew[key])) return `.${key}${difference(mine[key], anew[key])}`;
  }
  return '';
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function told(value: unknown): string {
  return ` ${JSON.stringify(value)}`.slice(0, 300);
}
