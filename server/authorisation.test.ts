import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asFailure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { UserId } from '#protocol/common.ts';
import { COMMANDS, type ParamsOf, type SessionCommand } from '#protocol/realtime.ts';
import { type LiveServer, startLiveServer } from './gateway/testing/live-server.ts';
import { signUp } from './gateway/testing/raw-peer.ts';
import { MATRIX, type Outcome, type Row } from './testing/authorisation/may.ts';
import { openScene, perform, type Scene, STANDINGS, type Standing } from './testing/authorisation/scene.ts';
import { ROLES, WORKSPACE_MATRIX, type WorkspaceRole } from './testing/authorisation/workspace.ts';

let server: LiveServer;
let people: Scene['people'];
let staff: Record<WorkspaceRole, UserId>;

before(async () => {
  server = await startLiveServer({ inMemory: true });
  const made = {} as Record<Standing | 'other', UserId>;
  for (const name of [...STANDINGS, 'other'] as const) made[name] = (await signUp(server.origin, name)).me.id;
  people = made;
  staff = await hire(server);
});

after(() => server.stop());

/** One account of each role in the workspace. */
async function hire({ origin, database }: LiveServer): Promise<typeof staff> {
  const hired = {} as typeof staff;
  for (const role of ROLES) {
    const { me } = await signUp(origin, `staff-${role}`);
    await database.write((db) => db.updateTable('account').set({ role }).where('id', '=', me.id).execute());
    hired[role] = me.id;
  }
  return hired;
}

async function outcomeOf({ name, params, kind }: Row, who: Standing): Promise<Outcome> {
  const scene = await openScene(server, people, kind);
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

for (const { name, params, outcomes } of WORKSPACE_MATRIX) {
  test(`who of the workspace may ${name}`, async () => {
    const found: Partial<Record<WorkspaceRole, Outcome>> = {};
    for (const role of ROLES) {
      const department = { name: randomText(8) };
      const made = await perform(server, staff.owner, 'department.create', department, 'owner');
      const company = { department: made.department, person: people.other };
      const asked = perform(server, staff[role], name, params(company) as ParamsOf<SessionCommand>, role);
      found[role] = await asked.then(
        () => 'may',
        (error: unknown) => asFailure(error).code,
      );
    }
    assert.deepEqual(found, outcomes);
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
