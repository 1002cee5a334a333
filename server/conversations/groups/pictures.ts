import { Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import { AVATAR } from '#protocol/avatar.ts';
import type { ParamsOf, ResultOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { type Caller, checkPicture, readPicture } from '../../identity/api.ts';
import { accessConversation, accessGroup } from '../access.ts';
import type { Commits } from '../commits.ts';
import { settingsOf } from '../rows.ts';
import { mayManage } from '../rules.ts';
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
    // Who may not is refused before anything is stored.
    if (!mayManage(await accessGroup(database.read, caller, conversation))) throw new Failure('access.denied');
    const name = files && randomText(26);
    if (files) {
      await blobs.put(keyOf(`${name}`, 'large'), files.large);
      await blobs.put(keyOf(`${name}`, 'small'), files.small);
    }
    const content = ['conversation.set-picture', conversation, picture] as const;
    let unused = name ?? undefined;
    try {
      return await commits.once({ caller, clientId, content }, async (change) => {
        const place = await accessGroup(change.db, caller, conversation);
        if (!mayManage(place)) throw new Failure('access.denied');
        const before = settingsOf(place).avatar;
        if (name === null && before === undefined) return change.lastOf(place);
        const written = await change.append(place, caller.user, { type: 'settings-changed', change: { avatar: name } });
        unused = before;
        return written;
      });
    } finally {
      // Either the one that it took the place of, or, when nothing was written, the new one.
      if (unused !== undefined) await this.#remove(unused);
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

  async #remove(name: string): Promise<void> {
    await Promise.all([this.#parts.blobs.remove(keyOf(name, 'large')), this.#parts.blobs.remove(keyOf(name, 'small'))]);
  }
}

function keyOf(name: string, size: Size): string {
  return `group-${name}-${size}`;
}
