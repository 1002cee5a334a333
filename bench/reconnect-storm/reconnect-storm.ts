import { centrifugo } from '../centrifugo/centrifugo.ts';
import { type Bench, chosen, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { tinode } from '../tinode/tinode.ts';
import { xmppKinds } from '../xmpp/kinds.ts';
import { versionOf } from '../yiqi/server.ts';
import type { Away } from './away.ts';
import { comingBack } from './coming-back.ts';
import { centrifugoAway, rawAway, tinodeAway, xmppAway } from './peers-away.ts';
import { TEXT_CHARS, yiqiAway } from './yiqi-away.ts';

const FIGURES: readonly Figure[] = [
  { name: 'until all are back', unit: 'ms', better: 'lower' },
  { name: 'until one is back, p50', unit: 'ms', better: 'lower' },
  { name: 'until one is back, p99', unit: 'ms', better: 'lower' },
  { name: 'CPU a reconnect', unit: 'ms', better: 'lower' },
  { name: 'memory at most', unit: 'MiB', better: 'lower' },
  { name: 'memory while they are away', unit: 'MiB', better: 'lower' },
];

interface Seated extends Pick<Entrant<Measured>, 'name' | 'version' | 'about'> {
  open(people: number, cores: Cores | undefined): Promise<Away>;
}

const OURS = 'token and cursor; each has six conversations, two with a message that was missed, which are fetched';
const RAW = 'handshakes alone: nobody is known, nothing is remembered';
const XMPP = 'TCP, SASL PLAIN and presence anew, then what is missing from the archive (MAM)';
const CENTRIFUGO = 'token, then a channel of its own, recovered from its memory';

const TINODE = 'token, then two topics with the messages that were missed; its database counts as well';

function everybody({ say }: Run, notes: string[]): Seated[] {
  const all: Seated[] = [
    { name: 'yiqi', version: versionOf(), about: OURS, open: yiqiAway },
    { name: 'raw ws', version: versionOf('ws'), about: RAW, open: rawAway },
  ];
  const peer = centrifugo(say, notes);
  if (peer !== undefined) {
    all.push({ ...peer, about: CENTRIFUGO, open: (people, cores) => centrifugoAway(peer, people, cores) });
  }
  const group = tinode(say, notes);
  if (group !== undefined) {
    all.push({ ...group, about: TINODE, open: (people, cores) => tinodeAway(group, people, cores) });
  }
  for (const kind of xmppKinds(['ejabberd, mnesia', 'Prosody, sqlite'], say, notes)) {
    all.push({ ...kind, about: XMPP, open: (people, cores) => xmppAway(kind, people, cores) });
  }
  return all;
}

async function run(options: Run): Promise<Result> {
  const { quick, cores, say } = options;
  const people = quick ? 200 : 2000;
  const notes = ['Each missed two messages, except of raw ws. Who is refused tries again after 0.2 s.'];
  const entrants: Entrant<Measured>[] = [];
  for (const { open, ...names } of chosen(everybody(options, notes))) {
    say(`${people} people come to ${names.name}`);
    const away = await open(people, cores);
    entrants.push({ ...names, measure: () => comingBack(away), end: () => away.end() });
  }
  const contenders = await inTurns(entrants, quick ? 1 : 3, say);
  return {
    bench: 'reconnect-storm',
    title: `${people} people who are cut off and come back in the same moment`,
    quick,
    parameters: { people, textChars: TEXT_CHARS },
    figures: FIGURES,
    contenders,
    notes,
  };
}

export const reconnectStorm: Bench = {
  name: 'reconnect-storm',
  about: 'all people are cut off, miss messages and come back at once; beside others and raw ws',
  run,
};
