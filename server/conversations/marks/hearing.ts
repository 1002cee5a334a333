import { hear } from '#kernel/heard.ts';
import { slotOf } from '#kernel/personal-fold.ts';
import type { EntryOf } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import { findEntry } from '../../personal/api.ts';
import { accessConversation, accessMessage } from '../access.ts';
import type { Commits } from '../commits.ts';
import { placeIn } from './marking.ts';

/** Which voice messages somebody has listened to, for themself: docs/spec/voice.md [VM30]. */
export class Hearing {
  readonly #commits: Commits;

  constructor(commits: Commits) {
    this.#commits = commits;
  }

  async heard(caller: Caller, { conversation, seqs }: ParamsOf<'voice.heard'>): Promise<ResultOf<'voice.heard'>> {
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      for (const seq of seqs) await accessMessage(change.db, place, seq);
      const slot = slotOf({ type: 'heard', conversation, upTo: 0, seqs: [] });
      const before = (await findEntry(change.db, caller.user, slot)) as EntryOf<'heard'> | undefined;
      const after = hear(before, conversation, seqs);
      if (after === before) return { entrySeq: 0 };
      const { upTo, seqs: single } = after;
      await change.tell(caller.user, { type: 'heard', conversation, upTo, seqs: single });
      return { entrySeq: placeIn(change) };
    });
  }
}
