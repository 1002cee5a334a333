import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asFailure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import { COMMANDS, type ParamsOf, type SessionCommand } from '#protocol/realtime.ts';
import { type LiveServer, startLiveServer } from './gateway/testing/live-server.ts';
import { signUp } from './gateway/testing/raw-peer.ts';
import { MATRIX, type Outcome, type Row } from './testing/authorisation/may.ts';
import { openScene, perform, type Scene, STANDINGS, type Standing } from './testing/authorisation/scene.ts';

let server: LiveServer;
let people: Scene['people'];

before(async () => {
  server = await startLiveServer({ inMemory: true });
  const made = {} as Record<Standing | 'other', UserId>;
  for (const name of [...STANDINGS, 'other'] as const) made[name] = (await signUp(server.origin, name)).me.id;
  people = made;
});

after(() => server.stop());

async function outcomeOf({ name, params }: Row, who: Standing): Promise<Outcome> {
  const scene = await openScene(server, people);
  try {
    await perform(server, people[who], name, params(scene, who) as ParamsOf<SessionCommand>);
    return 'may';
  } catch (error) {
    return asFailure(error).code;
  }
}

for (const row of MATRIX) {
  test(`who may ${row.name}${row.about && `: ${row.about}`}`, async () => {
    const outcomes: Partial<Record<Standing, Outcome>> = {};
    for (const who of STANDINGS) outcomes[who] = await outcomeOf(row, who);
    assert.deepEqual(outcomes, row.outcomes);
  });
}

test('the matrix has a line for every command that names a conversation', () => {
  const named = Object.keys(COMMANDS).filter(
    (name) => 'conversation' in COMMANDS[name as SessionCommand].params.properties,
  );
  const lines = new Set<string>(MATRIX.map(({ name }) => name));
  assert.deepEqual(
    named.filter((name) => !lines.has(name)),
    [],
  );
});
