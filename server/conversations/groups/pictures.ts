import { Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import { AVATAR } from '#protocol/avatar.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { type Caller, checkPicture, readPicture } from '../../identity/api.ts';
import { accessConversation, accessGroup } from '../access.ts';
import type { Commits } from '../commits.ts';
import { settingsOf } from '../rows.ts';
import { mayManage } from '../rules.ts';
import { findAccess } from '../summaries.ts';
import type { ConversationTables } from '../tables.ts';

interface Parts {
  database: Database<ConversationTables>;
  commits: Commits;
  blobs: SmallBlobs;
}

type Size = ParamsOf<'conversation.picture'>['size'];

/** The pictures of groups, for their members only. Rules: docs/spec/groups.md. */
export class Pictures {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** [GR40] Shows another picture; none: that of the members' faces. @throws Failure 'avatar.invalid' */
  async set(caller: Caller, params: ParamsOf<'conversation.set-picture'>): Promise<Written> {
    const { commits, database, blobs } = this.#parts;
    const { clientId, conversation, picture } = params;
    const files = picture && {
      large: checkPicture(picture.large, AVATAR.largePx),
      small: checkPicture(picture.small, AVATAR.smallPx),
    };
    const access = await findAccess(database.read, conversation, caller.user);
    // For who may not nothing is stored; what they are told is said below.
    const allowed = access !== undefined && mayManage(access);
    const name = files && randomText(26);
    if (files && allowed) {
      await blobs.put(keyOf(`${name}`, 'large'), files.large);
      await blobs.put(keyOf(`${name}`, 'small'), files.small);
    }
    const content = ['conversation.set-picture', conversation, picture] as const;
    const touched = new Set(name === null ? [] : [name]);
    try {
      return await commits.once({ caller, clientId, content }, async (change) => {
        const place = await accessGroup(change.db, caller, conversation);
        if (!allowed || !mayManage(place)) throw new Failure('access.denied');
        const before = settingsOf(place).avatar;
        if (name === null && before === undefined) return change.lastOf(place);
        const written = await change.append(place, caller.user, { type: 'settings-changed', change: { avatar: name } });
        if (before !== undefined) touched.add(before);
        return written;
      });
    } finally {
      // What was written is known only now: a repeated command leaves everything as it was.
      await this.#removeAllBut(conversation, touched);
    }
  }

  /** [GR41] @throws Failure 'avatar.unknown' for all but the present one */
  async get(caller: Caller, params: ParamsOf<'conversation.picture'>): Promise<ResultOf<'conversation.picture'>> {
    const { conversation, name, size } = params;
    const place = await accessConversation(this.#parts.database.read, caller, conversation);
    if (settingsOf(place).avatar !== name) throw new Failure('avatar.unknown');
    const bytes = await this.#parts.blobs.get(keyOf(name, size));
    const picture = bytes && readPicture(bytes);
    if (bytes === undefined || picture === undefined) throw new Failure('avatar.unknown');
    return { type: picture.type, data: Buffer.from(bytes).toString('base64') };
  }

  /** The small one, in base64. */
  async small(name: string): Promise<string | undefined> {
    const bytes = await this.#parts.blobs.get(keyOf(name, 'small'));
    return bytes && Buffer.from(bytes).toString('base64');
  }

  /** Of these pictures, deletes all that the conversation doesn't show. */
  async #removeAllBut(conversation: ConversationId, names: ReadonlySet<string>): Promise<void> {
    const { database, blobs } = this.#parts;
    const row = await database.read
      .selectFrom('conversations')
      .select('settings')
      .where('id', '=', conversation)
      .executeTakeFirst();
    const shown = row && settingsOf(row).avatar;
    for (const name of names) {
      if (name === shown) continue;
      await Promise.all([blobs.remove(keyOf(name, 'large')), blobs.remove(keyOf(name, 'small'))]);
    }
  }
}

function keyOf(name: string, size: Size): string {
  return `group-${name}-${size}`;
}
