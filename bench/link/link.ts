import { dispose } from '@livekit/rtc-node';
import { type Contender, liveKitContenders } from '../forwarding/servers.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { pause } from '../harness/pacer.ts';
import { FPS, publishPictures, type Watcher, watch } from './people.ts';
import { judge } from './pictures.ts';
import { SignalRelay } from './signal-relay.ts';
import { CLEAN, type LinkConditions, UdpLink } from './udp-link.ts';

interface Trial {
  readonly name: string;
  /** Whose line it is: the watcher's, unless it says otherwise. */
  readonly up?: true;
  readonly conditions: LinkConditions;
  readonly quick?: true;
}

const loss = (percent: number): LinkConditions => ({ ...CLEAN, loss: percent / 100 });
const TRIALS: readonly Trial[] = [
  { name: 'clean', conditions: CLEAN, quick: true },
  ...[1, 5, 10, 20, 30].map((percent) => ({ name: `${percent} % lost each way`, conditions: loss(percent) })),
  ...[5, 20].map(
    (percent) => ({ name: `${percent} % lost on the publisher’s line`, up: true, conditions: loss(percent) }) as const,
  ),
  ...[100, 300].map((delayMs) => ({ name: `${delayMs} ms each way`, conditions: { ...CLEAN, delayMs } })),
  { name: '40–120 ms, out of order', conditions: { ...CLEAN, delayMs: 40, jitterMs: 80 } },
  { name: '10 % lost, 100 ms each way', conditions: { ...CLEAN, loss: 0.1, delayMs: 100 }, quick: true },
];
const OUTAGES_S = [5, 20] as const;
const BACK_WITHIN_MS = 40_000;

const shownIn = (trial: Trial): string => `pictures shown, ${trial.name}`;
const frozenIn = (trial: Trial): string => `picture stands still, ${trial.name}`;
const backAfter = (seconds: number): string => `until the next picture, after ${seconds} s without a line`;

/** One server, one publisher and one watcher, each behind a line of its own. */
class Meeting {
  readonly lines: { up: UdpLink | null; down: UdpLink | null } = { up: null, down: null };
  readonly #ends: (() => Promise<void> | void)[] = [];

  static async start(contender: Contender, { cores }: Run): Promise<{ meeting: Meeting; watcher: Watcher }> {
    const meeting = new Meeting();
    const { child, reach } = await contender.start(cores);
    meeting.#ends.push(() => child.end());
    if (reach.kind !== 'livekit') throw new Error('this bench speaks LiveKit’s protocol');
    try {
      const { key, secret } = reach;
      const publisher = await publishPictures({ url: await meeting.#hop(reach.port, 'up', 1), key, secret });
      meeting.#ends.push(() => publisher.end());
      const watcher = await watch({ url: await meeting.#hop(reach.port, 'down', 2), key, secret });
      meeting.#ends.push(() => watcher.end());
      return { meeting, watcher };
    } catch (error) {
      await meeting.end();
      throw error;
    }
  }

  async #hop(port: number, line: 'up' | 'down', seed: number): Promise<string> {
    const relay = await SignalRelay.open(port, async (mediaPort) => {
      const link = await UdpLink.open(mediaPort, seed);
      this.lines[line] = link;
      return link;
    });
    this.#ends.push(() => {
      relay.close();
      this.lines[line]?.close();
    });
    return relay.url;
  }

  set(line: 'up' | 'down', conditions: LinkConditions): void {
    const link = this.lines[line];
    if (!link) throw new Error('a client found its way around the line');
    link.conditions = conditions;
  }

  /** People first, then their lines and the server. */
  async end(): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
  }
}

async function measure(contender: Contender, options: Run): Promise<Measured> {
  const [settleMs, windowMs] = options.quick ? [1000, 3000] : [4000, 15_000];
  const { meeting, watcher } = await Meeting.start(contender, options);
  const measured: Record<string, number> = {};
  try {
    await watcher.next(0, performance.now() + BACK_WITHIN_MS);
    for (const trial of TRIALS) {
      if (options.quick && !trial.quick) continue;
      const line = trial.up ? 'up' : 'down';
      meeting.set(line, trial.conditions);
      await pause(settleMs);
      const from = performance.now();
      await pause(windowMs);
      const { percent, frozen } = judge(watcher.shownAt, from, performance.now(), FPS);
      measured[shownIn(trial)] = percent;
      measured[frozenIn(trial)] = frozen;
      meeting.set(line, CLEAN);
      await pause(settleMs / 2);
    }
    for (const seconds of options.quick ? [1] : OUTAGES_S) {
      measured[backAfter(seconds)] = await outage(meeting, watcher, seconds);
      await pause(settleMs);
    }
  } finally {
    await meeting.end();
  }
  return measured;
}

/** Seconds from the end of an outage to the next picture; endless if none came. */
async function outage(meeting: Meeting, watcher: Watcher, seconds: number): Promise<number> {
  meeting.set('down', { ...CLEAN, cut: true });
  await pause(seconds * 1000);
  meeting.set('down', CLEAN);
  const back = performance.now();
  return ((await watcher.next(back, back + BACK_WITHIN_MS)) - back) / 1000;
}

function figuresOf(quick: boolean): Figure[] {
  const trials = TRIALS.filter((trial) => !quick || trial.quick);
  return [
    ...trials.map((trial): Figure => ({ name: shownIn(trial), unit: '%', better: 'higher' })),
    ...trials.map((trial): Figure => ({ name: frozenIn(trial), unit: 's a minute', better: 'lower' })),
    ...(quick ? [1] : OUTAGES_S).map((seconds): Figure => ({ name: backAfter(seconds), unit: 's', better: 'lower' })),
  ];
}

async function run(options: Run): Promise<Result> {
  const { quick, say } = options;
  const notes: string[] = [];
  const entrants = liveKitContenders(options, notes).map(
    (contender): Entrant<Measured> => ({
      name: contender.name,
      version: contender.version,
      about: contender.about,
      measure: () => measure(contender, options),
      end: async () => {},
    }),
  );
  try {
    const contenders = await inTurns(entrants, quick ? 1 : 3, say);
    return {
      bench: 'link',
      title: 'A watcher behind a bad line',
      quick,
      parameters: { picturesPerSecond: FPS, width: 320, height: 180 },
      figures: figuresOf(quick),
      contenders,
      notes: [...notes, 'A gap of more than 0.3 s counts as standing still.'],
    };
  } finally {
    await dispose();
  }
}

export const link: Bench = {
  name: 'link',
  about: 'pictures shown, freezes and recovery behind a lossy, slow or broken line in user space, beside LiveKit',
  run,
};
