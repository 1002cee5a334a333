import { centrifugo } from '../centrifugo/centrifugo.ts';
import { type Bench, chosen, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { pause } from '../harness/pacer.ts';
import { tinode } from '../tinode/tinode.ts';
import { LeanSocket } from '../wire/lean-socket.ts';
import { xmppKinds } from '../xmpp/kinds.ts';
import { makePeople } from '../yiqi/person.ts';
import { nodeChild, startYiqi, versionOf } from '../yiqi/server.ts';
import { centrifugoVenue, tinodeVenue, type Venue, xmppVenue } from './peer-venues.ts';

const DEVICES = 20;
const SETTLE_MS = 2000;

const FIGURES: readonly Figure[] = [
  { name: 'memory a connection', unit: 'KiB', better: 'lower' },
  { name: 'memory of all processes', unit: 'MiB', better: 'lower' },
  { name: 'CPU while nothing happens', unit: '% of a core', better: 'lower' },
];

async function yiqiVenue(cores: Cores | undefined, connections: number): Promise<Venue> {
  const folder = newFolder();
  const first = await startYiqi(cores, folder);
  const people = await makePeople(first.port, connections / DEVICES);
  for (const person of people) person.close();
  await first.end();
  // Memory that registering has left free would hide what connections take.
  const { port, child, end } = await startYiqi(cores, folder);
  for (const person of people) person.moveTo(port);
  return {
    child,
    async fill() {
      for (let i = 0; i < DEVICES; i += 1) for (const person of people) await person.connect();
    },
    end,
  };
}

async function rawVenue(cores: Cores | undefined): Promise<Venue> {
  const child = nodeChild('bench/peers/raw-ws/main.ts', [], cores);
  const [, port] = await child.printed(/port (\d+)/);
  return {
    child,
    async fill(connections) {
      for (let i = 0; i < connections; i += 1) {
        await LeanSocket.open({ port: Number(port), path: '/', onText: () => {} });
      }
    },
    end: () => child.end(),
  };
}

type Names = Pick<Entrant<Measured>, 'name' | 'version' | 'about'>;

/** Every round begins with a fresh server: memory that was freed is seldom given back. */
function entrantOf(names: Names, open: () => Promise<Venue>, connections: number): Entrant<Measured> {
  return {
    ...names,
    async measure() {
      const venue = await open();
      try {
        await pause(SETTLE_MS);
        const empty = venue.child.usage();
        await venue.fill(connections);
        await pause(SETTLE_MS);
        const full = venue.child.usage();
        await pause(SETTLE_MS);
        const later = venue.child.usage();
        return {
          'memory a connection': ((full.rssMiB - empty.rssMiB) * 1024) / connections,
          'memory of all processes': later.rssMiB,
          'CPU while nothing happens': ((later.cpuMs - full.cpuMs) / SETTLE_MS) * 100,
        };
      } finally {
        await venue.end();
      }
    },
    end: async () => {},
  };
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const connections = quick ? 200 : 4000;
  const notes: string[] = [];
  const yiqi = { name: 'yiqi', version: versionOf(), about: OURS };
  const raw = { name: 'raw ws', version: versionOf('ws'), about: 'sockets in a set: nobody is known' };
  const entrants = [
    entrantOf(yiqi, () => yiqiVenue(cores, connections), connections),
    entrantOf(raw, () => rawVenue(cores), connections),
  ];
  for (const kind of xmppKinds(['ejabberd, mnesia', 'Prosody, sqlite'], say, notes)) {
    const about = 'each connection another account, with presence';
    entrants.push(entrantOf({ ...kind, about }, () => xmppVenue(kind, cores), connections));
  }
  const peer = centrifugo(say, notes);
  if (peer !== undefined) {
    const about = 'each connection another user with a token, subscribed to a channel of its own';
    entrants.push(entrantOf({ ...peer, about }, () => centrifugoVenue(peer, cores), connections));
  }
  const group = tinode(say, notes);
  if (group !== undefined) {
    const about = 'each connection another account, attached to its own topic; its database counts as well';
    entrants.push(entrantOf({ ...group, about }, () => tinodeVenue(group, cores), connections));
  }
  const contenders = await inTurns(chosen(entrants), quick ? 1 : 3, say);
  return {
    bench: 'idle-connections',
    title: `${connections} connections on which nothing happens`,
    quick,
    parameters: { connections, devicesPerPerson: DEVICES },
    figures: FIGURES,
    contenders,
    notes,
  };
}

const OURS = `authenticated and subscribed, ${DEVICES} devices a person; the media server's process counts too`;

export const idleConnections: Bench = {
  name: 'idle-connections',
  about: 'memory of a connection that is authenticated and subscribed; beside raw ws, ejabberd and others',
  run,
};
