import type { Transaction } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { counts } from '#kernel/line-fold.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import type { EntryBody } from '#protocol/personal.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation } from './access.ts';
import type { Together } from './api.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import type { AccessRow } from './rows.ts';
import { checkPosting } from './rules.ts';
import { memberIds } from './store.ts';
import type { ConversationRow } from './tables.ts';

/** Runs what another module writes together with lines of conversations and entries of people's own logs. */
export function runTogether<Result>(commits: Commits, work: (together: Together) => Promise<Result>): Promise<Result> {
  return commits.run((change) => work(togetherOf(change)));
}

function togetherOf(change: Change): Together {
  return {
    db: change.db as unknown as Transaction<never>,
    now: () => change.now(),
    tell: (user: UserId, body: EntryBody) => change.tell(user, body),
    access: (caller, conversation) => access(change, caller, conversation),
    members: (conversation) => membersOf(change, conversation),
    apart: async (conversation, by) => {
      const place = await placeOf(change, conversation);
      return place && change.apartFrom(place, by);
    },
    sayCall: (conversation, by, content) => say(change, conversation, by, content),
    sayMeeting: (conversation, by, content) => say(change, conversation, by, content),
  };
}

async function access(change: Change, caller: Caller, conversation: ConversationId): Promise<Pick<AccessRow, 'kind'>> {
  const place = await accessConversation(change.db, caller, conversation);
  if (place.kind === 'channel') throw new Failure('access.denied');
  checkPosting(place, change.now(), []);
  return place;
}

async function membersOf(change: Change, conversation: ConversationId): Promise<UserId[]> {
  const rows = await memberIds(change.db, conversation).execute();
  return rows.map((row) => row.user_id);
}

function placeOf(change: Change, conversation: ConversationId): Promise<ConversationRow | undefined> {
  return change.db.selectFrom('conversations').selectAll().where('id', '=', conversation).executeTakeFirst();
}

/** The line of a call or a meeting, as if the one who called had sent it. Nothing where nobody is any more. */
async function say(
  change: Change,
  conversation: ConversationId,
  by: UserId,
  content: ContentOf<'call' | 'meeting'>,
): Promise<void> {
  const place = await placeOf(change, conversation);
  if (place === undefined || place.member_count === 0) return;
  const body = { type: 'message' as const, clientId: newId('t'), text: '', content };
  const { seq, count } = await change.append(place, by, body);
  if (counts(body)) await change.setRead(conversation, by, { seq, count });
}
