import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { slotOf } from '#kernel/personal-fold.ts';
import type { UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { DraftEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import { entriesOf } from '../../personal/api.ts';
import { accessConversation } from '../access.ts';
import type { Change } from '../change.ts';
import type { Commits } from '../commits.ts';
import type { ConversationTables } from '../tables.ts';
import { placeIn } from './marking.ts';

type Draft = Omit<DraftEntry, 'seq'>;

/** What people have half written, on all their devices: docs/spec/keeping.md [KP30]. */
export class Drafts {
  readonly #commits: Commits;
  readonly #clock: Clock;

  constructor(commits: Commits, clock: Clock) {
    this.#commits = commits;
    this.#clock = clock;
  }

  async set(caller: Caller, params: ParamsOf<'draft.set'>): Promise<ResultOf<'draft.set'>> {
    const { ago, ...said } = params;
    if (!said.text.isWellFormed()) throw new Failure('request.invalid');
    // How long ago tells what a device's clock can't: which of two drafts is the later one.
    const draft: Draft = { type: 'draft', ...said, at: Math.max(0, this.#clock.now() - ago) };
    const ended = said.text.trim() === '' && said.replyTo === undefined;
    return this.#commits.run(async (change) => {
      await accessConversation(change.db, caller, said.conversation);
      const before = await lastDraft(change.db, caller.user, draft);
      if (before !== undefined && (before.at > draft.at || sameDraft(before, draft)))
        return { taken: false, entrySeq: 0 };
      if (before === undefined || before.gone) {
        if (ended) return { taken: false, entrySeq: 0 };
        await checkRoom(change, caller.user);
      }
      await change.tell(caller.user, ended ? { ...draft, text: '', gone: true } : draft);
      return { taken: true, entrySeq: placeIn(change) };
    });
  }
}

/** The last that was told, ended or not: its time holds also when it has ended. */
async function lastDraft(db: Kysely<ConversationTables>, user: UserId, draft: Draft): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('user_entries')
    .select('body')
    .where('user_id', '=', user)
    .where('slot', '=', slotOf(draft))
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as Draft);
}

/** @throws Failure 'drafts.full' */
async function checkRoom(change: Change, user: UserId): Promise<void> {
  const drafts = await entriesOf(change.db, user, 'draft');
  if (drafts.length >= LIMITS.drafts) throw new Failure('drafts.full');
}

function sameDraft(one: Draft, other: Draft): boolean {
  const said = ({ text, mentions = [], replyTo, gone }: Draft) => JSON.stringify([text, mentions, replyTo, gone]);
  return said(one) === said(other);
}
