import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { signUp } from './testing/raw-peer.ts';

/** People with accounts in the conversation, past the commands: `names` as they are shown. */
async function fill({ database }: LiveServer, conversation: ConversationId, names: readonly string[]): Promise<void> {
  const accounts = names.map((nickname, n) => ({
    ...{ id: newId('u'), nickname, nickname_key: nickname.toLowerCase(), username_key: `login${n}` },
    ...{ password_hash: '', role: 'member' as const, created_at: 0, show_phone: 0, show_email: 0 },
    ...{ real_name: null, job: null, signature: null, status_text: null, status_until: null, avatar: null },
  }));
  const members = accounts.map(({ id }) => ({
    ...{ conversation_id: conversation, user_id: id, role: 'member' as const },
    ...{ read_seq: 1, read_count: 0, joined_seq: 1, visible_from: null, muted_until: null },
  }));
  await database.write(async (db) => {
    await db.insertInto('account').values(accounts).execute();
    await db.insertInto('conversation_members').values(members).execute();
    const count = { member_count: names.length + 1 };
    await db.updateTable('conversations').set(count).where('id', '=', conversation).execute();
  });
}

test('[GR81] members of a large channel come by name in pages, and are found by nickname and user name', async (context) => {
  const server = await startLiveServer({ inMemory: true });
  context.after(() => server.stop());
  const owner: UserId = (await signUp(server.origin, 'owner')).me.id;
  const about = { clientId: newId('t'), title: 'Everybody' };
  const { summary } = await perform(server, owner, 'channel.create', about);
  const conversation = summary.id;
  const names = Array.from({ length: LIMITS.memberPage * 2 }, (_, n) => `${n % 2 ? 'Ann' : 'bob'} ${1000 + n}`);
  await fill(server, conversation, names);
  const told: string[] = [];
  for (let page: string | undefined, n = 0; n === 0 || page !== undefined; n += 1) {
    const params = page === undefined ? { conversation } : { conversation, page };
    const answer = await perform(server, owner, 'conversation.members', params);
    const nameOf = new Map(answer.people.map(({ id, nickname }) => [id, nickname]));
    told.push(...answer.members.map(({ user }) => nameOf.get(user) ?? ''));
    page = answer.next;
  }
  const byKey = names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  assert.deepEqual(told, ['owner', ...byKey]);
  const found = async (query: string) => {
    const { people } = await perform(server, owner, 'conversation.members', { conversation, query });
    return people.map(({ nickname }) => nickname);
  };
  assert.deepEqual(await found('ANN 1003'), ['Ann 1003']);
  assert.deepEqual(await found('login17'), ['Ann 1017', ...byKey.filter((name) => /^(Ann|bob) 117\d$/.test(name))]);
  assert.deepEqual(await found('%'), []);
});
