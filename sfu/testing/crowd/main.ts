import { Crowd, type Person, type Wishes } from './crowd.ts';
import { type JanusServer, joinJanus } from './janus-person.ts';
import { joinLiveKit, type LiveKitServer } from './livekit-person.ts';
import { setClock } from './outgoing.ts';

// A program: people who join a media server, send and receive, as its parent tells them over IPC.

type Command =
  | { do: 'join'; server: LiveKitServer | JanusServer; people: Wishes[]; atOnce: number; streams: number }
  | { do: 'speed'; speed: number }
  | { do: 'count'; durationMs: number; receivers: number };

/** Packets on their way when the counting ends still arrive by then. */
const DRAIN_MS = 300;
const STREAMS_WITHIN_MS = 40_000;

setClock();
const crowd = await Crowd.open();
const people: Person[] = [];

process.on('message', (command: Command) => {
  answer(command).then(
    (told) => process.send?.({ told }),
    (error: Error) => process.send?.({ failed: error.stack ?? error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ told: 'ready' });

function answer(command: Command): Promise<unknown> {
  if (command.do === 'join') return join(command);
  if (command.do === 'count') return count(command.durationMs, command.receivers);
  crowd.speed = command.speed;
  return Promise.resolve({});
}

/** `atOnce` people at a time, until media of all streams flows. How long each took until its connection was encrypted. */
async function join({ server, people: wishes, atOnce, streams }: Command & { do: 'join' }): Promise<unknown> {
  const began = performance.now();
  const tookMs: number[] = [];
  const waiting = [...wishes];
  const one = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const from = performance.now();
      const person = server.kind === 'janus' ? joinJanus(crowd, server, next) : joinLiveKit(crowd, server, next);
      people.push(await person);
      tookMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const allMs = performance.now() - began;
  for (const person of people) if (wishes.some(({ tracks }) => tracks.length > 0)) await person.subscribeLate?.();
  const until = performance.now() + STREAMS_WITHIN_MS;
  while (crowd.streams < streams) {
    if (performance.now() > until) throw new Error(`${crowd.streams} of ${streams} streams have come`);
    await pause(20);
  }
  return { tookMs, allMs };
}

/** Counts for a while what arrives, against what was sent meanwhile. */
async function count(durationMs: number, receivers: number): Promise<unknown> {
  setClock();
  const { tally } = crowd;
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  Object.assign(tally, { packets: 0, delays: [], nacks: 0, isOn: true });
  crowd.sent = 0;
  await pause(durationMs);
  const expected = crowd.sent * receivers;
  const tookMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const { packets } = tally;
  for (let waited = 0; waited < DRAIN_MS && tally.packets < expected; waited += 20) await pause(20);
  const loss = Math.max(0, 1 - tally.packets / expected);
  const delays = Float64Array.from(tally.delays).sort();
  tally.isOn = false;
  const quantile = (q: number): number => delays[Math.floor(q * (delays.length - 1))] ?? Number.NaN;
  return {
    packets,
    packetsPerSecond: (packets * 1000) / tookMs,
    loss,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    nacks: tally.nacks,
    busy: (user + system) / 1000 / tookMs,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
