import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import { ensurePackages } from '../harness/debian.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { eventually, openLoop } from '../harness/pacer.ts';
import { bestStep, findSteps } from '../harness/ramp.ts';
import { quantile } from '../harness/stats.ts';
import { generatorBusy } from '../harness/usage.ts';
import { versionOf } from '../yiqi/server.ts';
import { type Fan, floorFan, janusFan, sfuFan } from './fans.ts';
import { PACKET_BYTES, RtpStream, stampOf } from './rtp-stream.ts';

const SSRC = 0x59695169;
/** Packets a second of one camera at about 2 Mbit/s. */
const CALM_RATE = 200;
/** Where the highest rate is looked for from. */
const START_RATE = 500;
const SETTLE_MS = 700;
const DRAIN_MS = 500;
const GOOD_P99_MS = 50;
const GOOD_LOSS = 0.005;

const SUSTAINED = `sustained, loss < ${GOOD_LOSS * 100} %, p99 < ${GOOD_P99_MS} ms`;
const FIGURES: readonly Figure[] = [
  { name: SUSTAINED, unit: 'packets/s out', better: 'higher' },
  { name: 'CPU a packet, sustained', unit: 'µs', better: 'lower' },
  { name: 'CPU a packet at a calm rate', unit: 'µs', better: 'lower' },
  { name: 'delay at a calm rate, p50', unit: 'ms', better: 'lower' },
  { name: 'delay at a calm rate, p99', unit: 'ms', better: 'lower' },
  { name: 'memory', unit: 'MiB', better: 'lower' },
];

interface Step {
  readonly rate: number;
  readonly packetsPerSecond: number;
  readonly loss: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuPerPacketUs: number;
  readonly generatorBusy: number;
}

function wentWell({ loss, p99Ms }: Step): boolean {
  return loss < GOOD_LOSS && p99Ms < GOOD_P99_MS;
}

/** Sends for a while at an even rate. Delays count from when a packet was due to when a subscriber's program has it. */
async function loadStep(fan: Fan, stream: RtpStream, load: { rate: number; subscribers: number; durationMs: number }) {
  const { rate, subscribers, durationMs } = load;
  const start = (_index: number, due: number): void => fan.send(stream.next(rate, due));
  fan.onPacket = () => {};
  await openLoop({ rate, durationMs: SETTLE_MS, start });
  const delays: number[] = [];
  const began = performance.now();
  fan.onPacket = (packet) => {
    const stamp = stampOf(packet);
    if (stamp !== undefined && stamp >= began) delays.push(performance.now() - stamp);
  };
  const [before, busySince] = [fan.child.usage(), generatorBusy()];
  const expected = subscribers * (await openLoop({ rate, durationMs, start }));
  const [tookMs, busy] = [performance.now() - began, busySince()];
  await eventually(() => delays.length >= expected, DRAIN_MS);
  const step: Step = {
    rate,
    packetsPerSecond: (delays.length * 1000) / tookMs,
    loss: Math.max(0, 1 - delays.length / expected),
    p50Ms: quantile(delays, 0.5),
    p99Ms: quantile(delays, 0.99),
    cpuPerPacketUs: ((fan.child.usage().cpuMs - before.cpuMs) * 1000) / delays.length,
    generatorBusy: busy,
  };
  return step;
}

type Names = Pick<Entrant<Measured>, 'name' | 'version' | 'about'>;

async function entrantOf(names: Names, fan: Fan, subscribers: number, quick: boolean): Promise<Entrant<Measured>> {
  const stream = new RtpStream(SSRC);
  const durationMs = quick ? 1000 : 1500;
  const step = (rate: number, times = 1) => {
    return loadStep(fan, stream, { rate, subscribers, durationMs: durationMs * times });
  };
  await openLoop({ rate: CALM_RATE, durationMs: SETTLE_MS, start: (_, due) => fan.send(stream.next(CALM_RATE, due)) });
  await fan.subscribe(subscribers);
  return {
    ...names,
    async measure() {
      await step(CALM_RATE);
      const calm = await step(CALM_RATE, 4);
      const best = bestStep(await findSteps(START_RATE, step, wentWell), wentWell);
      return {
        [SUSTAINED]: best?.packetsPerSecond ?? 0,
        'CPU a packet, sustained': best?.cpuPerPacketUs ?? Number.NaN,
        'CPU a packet at a calm rate': calm.cpuPerPacketUs,
        'delay at a calm rate, p50': calm.p50Ms,
        'delay at a calm rate, p99': calm.p99Ms,
        memory: fan.child.usage().rssMiB,
        'generator busy, sustained': best?.generatorBusy ?? Number.NaN,
      };
    },
    end: () => fan.end(),
  };
}

const OURS = 'the media server alone, with SRTP, rewriting, history for retransmission and statistics';
const TRANSPORTS = [
  ['yiqi', 'own', `${OURS}; its own transport`],
  ['yiqi over libdatachannel', 'native', `${OURS}; its fallback transport`],
] as const;
const JANUS = 'video room plugin, event_loops = 1, ICE-lite, with SRTP';
const FLOOR = 'one sendto for each subscriber: no SRTP, no rewriting, plain UDP sockets at the other end';

async function entrantsOf(subscribers: number, { quick, cores, say }: Run, notes: string[]) {
  const entrants: Entrant<Measured>[] = [];
  for (const [name, transport, about] of TRANSPORTS) {
    const ours = await sfuFan(SSRC, cores, transport);
    entrants.push(await entrantOf({ name, version: versionOf(), about }, ours, subscribers, quick));
  }
  const peer = ensurePackages(['janus'], say);
  if (peer.there) {
    const names = { name: 'Janus', version: peer.version, about: JANUS };
    entrants.push(await entrantOf(names, await janusFan(SSRC, cores), subscribers, quick));
  } else {
    notes.push(peer.why);
  }
  entrants.push(await floorEntrant(subscribers, quick, cores));
  return entrants;
}

async function floorEntrant(subscribers: number, quick: boolean, cores: Cores | undefined) {
  const fan = await floorFan(cores);
  return entrantOf({ name: `sendto in ${fan.language}`, version: '', about: FLOOR }, fan, subscribers, quick);
}

async function run(options: Run): Promise<Result> {
  const { quick, say } = options;
  const subscribers = quick ? 20 : 50;
  const notes = ['Delay includes the generator’s own sending and receiving; “sendto” shows how much that is.'];
  const entrants = await entrantsOf(subscribers, options, notes);
  const contenders = await inTurns(entrants, quick ? 1 : 3, say);
  return {
    bench: 'forwarding',
    title: `Forwarding one camera to ${subscribers} people`,
    quick,
    parameters: { subscribers, packetBytes: PACKET_BYTES, calmPacketsPerSecondIn: CALM_RATE },
    figures: FIGURES,
    contenders,
    notes,
  };
}

export const forwarding: Bench = {
  name: 'forwarding',
  about: 'the media server: packets a second, CPU and delay of a packet; beside Janus and a bare sendto loop',
  run,
};
