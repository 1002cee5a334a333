import { isDeepStrictEqual } from 'node:util';
import type { Client } from '#client/api.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { MadeRoom, Stage } from '../people/acts.ts';
import type { Ledger } from '../people/ledger.ts';
import { heldIn, type Person } from '../people/person.ts';
import { checkFiles, checkSearch } from './contents.ts';
import type { Finding } from './finding.ts';
import { checkLog, logOf } from './logs.ts';
import { checkOutside } from './outside.ts';
import { checkSight, isInAtEnd, staysOf } from './sight.ts';
import { checkViews } from './views.ts';

export interface Checked {
  readonly findings: Finding[];
  /** Events of all logs, files, and logs that were compared. */
  readonly events: number;
  readonly files: number;
  readonly logs: number;
}

const PATIENCE_MS = 180_000;

/** Everything healed: compares what everybody has with what everybody was answered. */
export async function checkAll(stage: Stage, ledger: Ledger, say: (line: string) => void): Promise<Checked> {
  const { people, rooms } = stage;
  const ids = people.map(({ id }) => id);
  const findings: Finding[] = ledger.wrong.map((what) => ({ wrong: 'doubled', what }));
  say('waiting until everybody is whole …');
  findings.push(...(await Promise.all(people.map((person) => settled(person, rooms)))).flat());
  const fresh = await Promise.all(people.map((person) => person.another()));
  try {
    const online = await Promise.all(fresh.map((one) => heldIn(one, () => one.status().at === 'online', PATIENCE_MS)));
    if (online.includes(false)) findings.push({ wrong: 'stuck', what: 'a new device did not connect' });
    let [events, files, logs] = [0, 0, 0];
    say('comparing …');
    for (const room of rooms) {
      const owner = fresh[room.stay[0] ?? 0] as Client;
      const log = await logOf(owner, room.id);
      const compared = await checkRoom(stage, fresh, room, log, ledger);
      findings.push(...checkLog(room, log, ledger, ids), ...checkSight(room, log, ledger, ids), ...compared.findings);
      events += log.length;
      files += compared.files;
      logs += compared.logs;
    }
    const views = people.map((person) => {
      const mine = rooms.filter(({ id }) => person.client.conversations().some((one) => one.id === id));
      return checkViews(person, fresh[person.n] as Client, mine);
    });
    findings.push(...(await Promise.all(views)).flat());
    return { findings, events, files, logs };
  } finally {
    await Promise.all(fresh.map((client) => client.close()));
  }
}

async function checkRoom(
  { people }: Stage,
  fresh: readonly Client[],
  room: MadeRoom,
  log: readonly ConversationEvent[],
  ledger: Ledger,
) {
  const findings: Finding[] = [];
  const stays = staysOf(log);
  let logs = 0;
  for (const person of people) {
    const client = fresh[person.n] as Client;
    if (!isInAtEnd(stays, person.id)) {
      findings.push(...(await checkOutside(person.n, client, room, log)));
      continue;
    }
    logs += 1;
    const theirs = await logOf(client, room.id);
    if (isDeepStrictEqual(theirs, log)) continue;
    const at = log.findIndex((event, n) => !isDeepStrictEqual(event, theirs[n]));
    const what = `person ${person.n} has another log of room ${room.n} than its owner, from place ${at + 1} on`;
    findings.push({ wrong: 'reordered', what });
  }
  const owner = fresh[room.stay[0] ?? 0] as Client;
  const { files, found } = await checkFiles(owner, people[0]?.line.origin ?? '', room, log, ledger);
  findings.push(...found, ...(await checkSearch(owner, room, log)));
  return { findings, files, logs };
}

/** Connected, and with nothing on its way any more. */
async function settled(person: Person, rooms: readonly MadeRoom[]): Promise<Finding[]> {
  const { client, n } = person;
  client.wake();
  const stuck = (what: string): Finding[] => [{ wrong: 'stuck', what: `person ${n} ${what}` }];
  const online = () => person.client.status().at === 'online';
  if (!(await person.until(online, PATIENCE_MS))) return stuck(`did not connect: ${person.told()}`);
  person.deliveries.wake();
  if (!(await person.until(() => person.deliveries.all().length === 0, PATIENCE_MS))) {
    const views = person.deliveries.all().flatMap(({ files }) => files.map(({ upload }) => upload));
    return stuck(`has files that are not sent: ${JSON.stringify(views)}`);
  }
  for (const { id, n: room } of rooms) {
    if (!client.conversations().some((one) => one.id === id)) continue;
    client.open(id);
    const done = () =>
      client.conversation(id).lines.every((line) => (line.state === 'sent' ? !line.pending : line.state === 'failed'));
    if (!(await person.until(done, PATIENCE_MS))) return stuck(`has lines in room ${room} that are not sent`);
  }
  return [];
}
