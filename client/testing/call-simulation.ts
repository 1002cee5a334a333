import { callEntry } from '#kernel/call-entry.ts';
import { type Call, type CallInput, personIn, startCall, stepCall } from '#kernel/call-machine.ts';
import type { CallPass } from '#protocol/calls.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { rings, standingOf } from '../calling.ts';
import { type CallWish, callOf, stepTab, type TabCall, type TabEffect, type TabInput } from '../tab-call.ts';

export const PASS: CallPass = { call: 'v_1', device: 'd_1', identity: 'u_ann', name: 'Ann', url: '/', token: 't' };

/** What two people do with two devices each, over connections that break: the server is the machine of the kernel. */
export class Simulation {
  readonly devices: Device[];
  call: Call | undefined;
  now = 0;
  #calls = 0;

  constructor() {
    this.devices = ['u_ann 1', 'u_ann 2', 'u_bob 1', 'u_bob 2'].map((name) => new Device(this, name));
  }

  entryOf(user: string): CallEntry | undefined {
    const body = this.call && callEntry(this.call, user, true);
    return body && { ...body, seq: 1 };
  }

  step(input: CallInput): FailureCode | undefined {
    if (this.call === undefined) return 'call.unknown';
    const before = this.call;
    const { call, refusal } = stepCall(before, input);
    this.#become(before, call);
    return refusal;
  }

  start(user: string, device: string): FailureCode | undefined {
    if (this.call && this.call.over === undefined) return this.step({ on: 'joined', user, device, now: this.now });
    const other = user === 'u_ann' ? 'u_bob' : 'u_ann';
    const head = { id: `v_${++this.#calls}`, conversation: 'c_1', group: false, mode: 'voice', by: user } as const;
    this.#become(undefined, startCall({ ...head, device, whom: [{ user: other }], now: this.now }));
    return undefined;
  }

  /** Tells everybody, and puts out of the room who is not in it. */
  #become(before: Call | undefined, call: Call): void {
    this.call = call;
    if (before === call) return;
    for (const device of this.devices) {
      if (device.connected) device.inbox.push({ entry: this.entryOf(device.user) });
      const me = personIn(call, device.user);
      const stays = call.over === undefined && me?.state === 'in' && device.media === call.id;
      if (device.media !== undefined && !stays) device.putOut(false);
    }
  }

  /** What the watch does: time, and people who are not in the room. */
  watch(): void {
    this.step({ on: 'tick', now: this.now });
    for (const one of this.call?.people ?? []) {
      const there = this.devices.some((device) => device.user === one.user && device.media === this.call?.id);
      if (one.state === 'in' && !there) this.step({ on: 'left', user: one.user, now: this.now });
    }
  }
}

type Told = { entry: CallEntry | undefined } | { answer: TabInput };

export class Device {
  readonly #world: Simulation;
  readonly user: string;
  readonly id: string;
  state: TabCall = { at: 'idle' };
  entry: CallEntry | undefined;
  connected = true;
  inbox: Told[] = [];
  outbox: TabEffect[] = [];
  /** The room that it is in, of the call with this id. */
  media: string | undefined;
  #entering: CallPass | undefined;
  #waits = false;
  #dropped: TabInput[] = [];

  constructor(world: Simulation, name: string) {
    this.#world = world;
    this.user = name.slice(0, 5);
    this.id = name;
  }

  /** Whether it rings here. */
  get ringing(): boolean {
    return (
      this.entry !== undefined && rings({ entry: this.entry, stands: standingOf(this.entry, this.id) }, this.connected)
    );
  }

  send(input: TabInput): void {
    const [next, effects] = stepTab(this.state, input);
    this.state = next;
    for (const effect of effects) this.#run(effect);
    this.hear();
  }

  #run(effect: TabEffect): void {
    // What a room of before says is heard no more.
    if (effect.do === 'enter' || effect.do === 'disconnect') this.#dropped = [];
    if (effect.do === 'enter') this.#entering = effect.pass;
    else if (effect.do === 'wait') this.#waits = true;
    else if (effect.do === 'disconnect') {
      this.media = undefined;
      this.#entering = undefined;
    } else if (this.connected) this.outbox.push(effect);
    else if (effect.do === 'ask') this.inbox.push({ answer: { on: 'refused', code: 'network.unreachable' } });
  }

  /** What the entry says of the call that it is in. */
  hear(): void {
    const { at } = this.state;
    if ((at !== 'in' && at !== 'waiting') || !this.connected) return;
    const mine = this.entry?.call === callOf(this.state) ? this.entry : undefined;
    const stands = mine && standingOf(mine, this.id);
    const told = stands === 'here' || stands === 'elsewhere' ? stands : 'gone';
    const [next, effects] = stepTab(this.state, { on: 'told', stands: told });
    if (next === this.state) return;
    this.state = next;
    for (const effect of effects) this.#run(effect);
  }

  putOut(another: boolean): void {
    this.media = undefined;
    this.#dropped.push({ on: 'dropped', camera: false, another });
  }

  /** Each returns whether there was anything to do. */
  receive(): boolean {
    const told = this.inbox.shift();
    if (told === undefined) return false;
    if ('answer' in told) this.send(told.answer);
    else {
      this.entry = told.entry;
      this.hear();
    }
    return true;
  }

  request(): boolean {
    const effect = this.outbox.shift();
    if (effect === undefined) return false;
    const answer = this.#answer(effect);
    if (answer !== undefined && this.connected) this.inbox.push({ answer });
    return true;
  }

  #answer(effect: TabEffect): TabInput | undefined {
    const world = this.#world;
    if (effect.do === 'tell-left') {
      if (world.call?.id === effect.call) world.step({ on: 'left', user: this.user, now: world.now });
      return undefined;
    }
    if (effect.do === 'look') {
      const outcome = world.call?.id === effect.call ? world.call.over?.outcome : 'ended';
      return { on: 'looked', call: effect.call, outcome };
    }
    return effect.do === 'ask' ? this.#asked(effect.wish) : undefined;
  }

  #asked(wish: CallWish): TabInput {
    const world = this.#world;
    const { user, id: device } = this;
    const on = wish.do === 'answer' ? 'answered' : 'joined';
    const known = wish.do !== 'start' && world.call?.id !== wish.call ? 'call.over' : undefined;
    const refusal =
      known ?? (wish.do === 'start' ? world.start(user, device) : world.step({ on, user, device, now: world.now }));
    if (refusal !== undefined) return { on: 'refused', code: refusal };
    return { on: 'passed', pass: { ...PASS, call: world.call?.id ?? '', device, identity: user } };
  }

  /** The room is entered; of one person there is one in it. */
  enter(): boolean {
    const pass = this.#entering;
    if (pass === undefined || this.state.at !== 'in') return false;
    this.#entering = undefined;
    if (this.#world.call?.id !== pass.call || this.#world.call.over !== undefined) {
      this.send({ on: 'dropped', camera: false, another: false });
      return true;
    }
    for (const other of this.#world.devices) {
      if (other !== this && other.user === this.user && other.media !== undefined) other.putOut(true);
    }
    this.media = pass.call;
    this.send({ on: 'entered' });
    return true;
  }

  dropMedia(): boolean {
    const dropped = this.#dropped.shift();
    if (dropped !== undefined && this.state.at === 'in') this.send(dropped);
    return dropped !== undefined;
  }

  timer(): boolean {
    if (!this.#waits) return false;
    this.#waits = false;
    this.send({ on: 'waited' });
    return true;
  }

  connect(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    const asked = this.outbox.some((effect) => effect.do === 'ask') || this.state.at === 'asking';
    this.inbox = [];
    this.outbox = [];
    if (!connected && asked) this.inbox.push({ answer: { on: 'refused', code: 'network.unreachable' } });
    if (connected) this.inbox.push({ entry: this.#world.entryOf(this.user) });
    if (connected && this.state.at === 'asking') {
      this.inbox.push({ answer: { on: 'refused', code: 'network.unreachable' } });
    }
  }
}
