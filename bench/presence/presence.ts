import { randomText } from '#kernel/ids.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { openLoop, pause } from '../harness/pacer.ts';
import { generatorBusy } from '../harness/usage.ts';
import type { Person } from '../yiqi/person.ts';
import { versionOf } from '../yiqi/server.ts';
import { type Crowd, startCrowd } from './crowd.ts';

const FIGURES: readonly Figure[] = [
  { name: 'server CPU', unit: '% of a core', better: 'lower' },
  { name: 'CPU a change or message', unit: 'µs', better: 'lower' },
  { name: 'frames delivered', unit: '1/s', better: 'lower' },
  { name: 'states or messages told', unit: '1/s', better: 'higher' },
];

interface Size {
  people: number;
  watchers: number;
  /** In each watcher's view. */
  inView: number;
  /** Connections opened and closed a second. */
  flaps: number;
  /** Messages a second between the watchers, in pairs. */
  messages: number;
  seconds: number;
}

const FULL: Size = { people: 10_000, watchers: 1_000, inView: 50, flaps: 400, messages: 200, seconds: 15 };
const QUICK: Size = { people: 400, watchers: 40, inView: 20, flaps: 40, messages: 20, seconds: 3 };
/** Opening connections one after another in so many rows. */
const AT_ONCE = 8;
/** What was begun is told by then: a grace of 1.5 s for those who go, and half a second of gathering. */
const SETTLE_MS = 3_000;

const PRESENCE = Buffer.from('{"push":"presence"');
const MESSAGE = Buffer.from('{"push":"event"');
const USER = Buffer.from('"user":"');

/** The people of the bench: those who watch, and those who come and go. */
class Scene {
  readonly #crowd: Crowd;
  readonly #size: Size;
  readonly watchers: readonly Person[];
  readonly #others: readonly Person[];
  readonly #there: boolean[];
  readonly #conversations: string[] = [];
  #next = 0;
  frames = 0;
  told = 0;

  constructor(crowd: Crowd, size: Size) {
    this.#crowd = crowd;
    this.#size = size;
    this.watchers = crowd.people.slice(0, size.watchers);
    this.#others = crowd.people.slice(size.watchers);
    this.#there = this.#others.map((_, n) => n % 2 === 0);
  }

  async open(): Promise<void> {
    const all = [...this.watchers, ...this.#others.filter((_, n) => this.#there[n])];
    let next = 0;
    const worker = async () => {
      while (next < all.length) await all[next++]?.connect();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    for (const watcher of this.watchers) watcher.onPush = (payload) => this.#count(payload);
    for (let n = 0; n + 1 < this.watchers.length; n += 2) {
      const made = await this.watchers[n]?.call('conversation.direct', { user: this.watchers[n + 1]?.id ?? '' });
      this.#conversations.push(made?.summary.id ?? '');
    }
  }

  /** Each watcher has people in view, or nobody. */
  async watch(on: boolean): Promise<void> {
    for (const [n, watcher] of this.watchers.entries()) {
      const step = Math.max(1, Math.floor(this.#others.length / this.#size.inView));
      const seen = Array.from(
        { length: this.#size.inView },
        (_, k) => this.#others[(n + k * step) % this.#others.length],
      );
      const users = on ? [...new Set(seen.map((person) => person?.id ?? ''))] : [];
      await watcher.call('presence.subscribe', { users });
    }
    await pause(SETTLE_MS);
  }

  /** The next one comes, or goes. */
  flap(): void {
    const n = (this.#next * 7919) % this.#others.length;
    this.#next += 1;
    const person = this.#others[n];
    if (this.#there[n]) person?.close();
    // Who can't come now comes the next time.
    else person?.connect().catch(() => {});
    this.#there[n] = !this.#there[n];
  }

  write(index: number): void {
    const n = index % this.#conversations.length;
    const message = { clientId: randomText(20), conversation: this.#conversations[n] ?? '', text: 'x'.repeat(100) };
    this.watchers[n * 2]?.call('message.send', message).catch(() => {});
  }

  async measure(rate: number, act: (index: number) => void): Promise<Measured> {
    const { seconds } = this.#size;
    const busy = generatorBusy();
    const before = this.#crowd.server.child.usage();
    [this.frames, this.told] = [0, 0];
    const count = await openLoop({ rate, durationMs: seconds * 1000, start: act });
    await pause(SETTLE_MS);
    const cpuMs = this.#crowd.server.child.usage().cpuMs - before.cpuMs;
    return {
      'server CPU': (cpuMs / (seconds * 1000)) * 100,
      'CPU a change or message': (cpuMs * 1000) / count,
      'frames delivered': this.frames / seconds,
      'states or messages told': this.told / seconds,
      'generator busy': busy(),
    };
  }

  #count(payload: Buffer): void {
    if (payload.indexOf(MESSAGE) === 0) {
      this.frames += 1;
      this.told += 1;
      return;
    }
    if (payload.indexOf(PRESENCE) !== 0) return;
    this.frames += 1;
    for (let at = payload.indexOf(USER); at >= 0; at = payload.indexOf(USER, at + 1)) this.told += 1;
  }
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const size = quick ? QUICK : FULL;
  const crowd = await startCrowd(cores, size.people);
  say(`${size.people} people are signed in`);
  const scene = new Scene(crowd, size);
  await scene.open();
  const version = versionOf();
  const entrant = (name: string, about: string, watched: boolean, measure: () => Promise<Measured>) => {
    const whole = async () => {
      await scene.watch(watched);
      return measure();
    };
    return { name, version, about, measure: whole, end: async () => {} } satisfies Entrant<Measured>;
  };
  const flapping = () => scene.measure(size.flaps, () => scene.flap());
  const { watchers, inView, flaps, messages } = size;
  const entrants = [
    entrant('watched', `${flaps} come or go a second, ${watchers} people have ${inView} each in view`, true, flapping),
    entrant('unwatched', 'the same coming and going, in nobody’s view: connecting and hello alone', false, flapping),
    entrant('messages', `nobody comes or goes; ${messages} one-to-one messages a second instead`, true, () =>
      scene.measure(messages, (index) => scene.write(index)),
    ),
  ];
  const contenders = await inTurns(entrants, quick ? 1 : 3, say);
  await crowd.server.end();
  return {
    bench: 'presence',
    title: `${size.people} people who come and go`,
    quick,
    parameters: { ...size },
    figures: FIGURES,
    contenders,
    notes: ['What presence costs is the difference between watched and unwatched.'],
  };
}

export const presence: Bench = {
  name: 'presence',
  about: 'people who come and go, with many who have them in view; beside messages',
  run,
};
