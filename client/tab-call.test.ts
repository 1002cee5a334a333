import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { personIn } from '#kernel/call-machine.ts';
import { LIMITS } from '#protocol/limits.ts';
import { stepTab, type TabCall, type TabEffect, type TabInput } from './tab-call.ts';
import { type Device, PASS, Simulation } from './testing/call-simulation.ts';

function after(state: TabCall, ...inputs: TabInput[]): [TabCall, TabEffect[]] {
  return inputs.reduce<[TabCall, TabEffect[]]>(([before], input) => stepTab(before, input), [state, []]);
}

const START: TabInput = { on: 'wish', wish: { do: 'start', conversation: 'c_1', mode: 'voice', camera: false } };
const IN: TabInput[] = [START, { on: 'passed', pass: PASS }, { on: 'entered' }, { on: 'told', stands: 'here' }];

test('who gives up while the server is asked is out once the answer comes', () => {
  const [idle, nothing] = after({ at: 'idle' }, START, { on: 'leave' });
  assert.deepEqual([idle.at, nothing], ['idle', []]);
  const [, effects] = stepTab(idle, { on: 'passed', pass: PASS });
  assert.deepEqual(effects, [{ do: 'tell-left', call: 'v_1' }]);
});

test('[CA22] a connection that broke is built anew for half a minute', () => {
  let [state] = after({ at: 'idle' }, ...IN);
  let tries = 0;
  for (; state.at !== 'over'; tries += 1) {
    [state] = after(state, { on: 'dropped', camera: true, another: false }, { on: 'waited' });
    if (state.at === 'asking') [state] = after(state, { on: 'refused', code: 'media.unavailable' }, { on: 'waited' });
    if (state.at === 'asking') [state] = after(state, { on: 'passed', pass: PASS });
  }
  assert.ok(tries > 3);
  assert.deepEqual([state.at, state.why], ['over', 'lost']);
});

test('[CA2] another device of the person took it, and an old entry is no news', () => {
  const [fresh] = after({ at: 'idle' }, START, { on: 'passed', pass: PASS }, { on: 'told', stands: 'gone' });
  assert.equal(fresh.at, 'in');
  const [over, effects] = after({ at: 'idle' }, ...IN, { on: 'told', stands: 'elsewhere' });
  assert.deepEqual([over.at, effects], ['over', [{ do: 'disconnect' }]]);
  const [taken] = after({ at: 'idle' }, ...IN, { on: 'dropped', camera: false, another: true });
  assert.equal(taken.at, 'over');
});

test('[CA6] answering with hold lets the call wait; without it is left', () => {
  const [speaks] = after({ at: 'idle' }, ...IN);
  const wish = { do: 'answer' as const, call: 'v_2', camera: false };
  const [, holds] = stepTab(speaks, { on: 'wish', wish: { ...wish, hold: true } });
  assert.deepEqual(holds, [
    { do: 'park', call: 'v_1' },
    { do: 'ask', wish: { ...wish, hold: true } },
  ]);
  const [, leaves] = stepTab(speaks, { on: 'wish', wish });
  assert.deepEqual(leaves, [{ do: 'disconnect' }, { do: 'ask', wish }]);
});

const ACTIONS = [
  'start',
  'answer',
  'join',
  'leave',
  'decline',
  'dismiss',
  'receive',
  'request',
  'enter',
  'drop',
  'lose',
  'timer',
  'cut',
  'mend',
  'wait',
  'watch',
] as const;

/** The network moves far more often than people do. */
const OFTEN = ['receive', 'request', 'enter', 'receive', 'request', 'start', 'answer'] as const;

function act(world: Simulation, device: Device, action: (typeof ACTIONS)[number], waitMs: number): unknown {
  const call = device.entry?.call ?? 'v_0';
  switch (action) {
    case 'start':
      return device.send(START);
    case 'answer':
      return device.ringing ? device.send({ on: 'wish', wish: { do: 'answer', call, camera: false } }) : undefined;
    case 'join':
      return device.entry && device.send({ on: 'wish', wish: { do: 'join', call, camera: false } });
    case 'decline':
      return world.step({ on: 'declined', user: device.user, now: world.now });
    case 'leave':
    case 'dismiss':
      return device.send({ on: action });
    case 'receive':
    case 'request':
    case 'enter':
    case 'timer':
      return device[action]();
    case 'drop':
      return device.dropMedia();
    case 'lose':
      return device.media !== undefined && device.putOut(false);
    case 'cut':
    case 'mend':
      return device.connect(action === 'mend');
    case 'wait':
      world.now += waitMs;
      return undefined;
    case 'watch':
      return world.step({ on: 'tick', now: world.now });
  }
}

/** Everything that is under way comes to its end. */
function settle(world: Simulation): void {
  for (const device of world.devices) device.connect(true);
  for (let round = 0; round < 200; round += 1) {
    const busy = world.devices.map((device) =>
      [device.request(), device.receive(), device.enter(), device.dropMedia(), device.timer()].some(Boolean),
    );
    if (!busy.some(Boolean)) return;
  }
  assert.fail('it never comes to rest');
}

test('whatever two people do on two devices each, over connections that break, ends in a legal state on both sides', () => {
  const action = fc.record({
    device: fc.nat({ max: 3 }),
    action: fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...ACTIONS) },
      { weight: 3, arbitrary: fc.constantFrom(...OFTEN) },
    ),
    waitMs: fc.nat({ max: 2000 }),
  });
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 150, size: 'max' }), (actions) => {
      const world = new Simulation();
      for (const { device, action: what, waitMs } of actions) {
        const one = world.devices[device];
        assert.ok(one);
        act(world, one, what, waitMs);
      }
      for (let round = 0; round < 3; round += 1) {
        settle(world);
        world.now += LIMITS.callRingMs;
        world.watch();
      }
      settle(world);
      const live = world.call && world.call.over === undefined ? world.call : undefined;
      for (const device of world.devices) {
        assert.equal(device.ringing, false, 'nothing rings for ever');
        assert.ok(['idle', 'in', 'over'].includes(device.state.at), device.state.at);
        const me = live && personIn(live, device.user);
        const here = me?.state === 'in' && me.device === device.id;
        assert.equal(device.state.at === 'in', here, `${device.id}: ${JSON.stringify([device.state, live])}`);
        assert.equal(device.media, here ? live?.id : undefined);
        assert.equal(device.entry !== undefined, live !== undefined);
      }
    }),
    { numRuns: 1500 },
  );
});
