import type { Updateable } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Me } from '#protocol/accounts.ts';
import type { UserId } from '#protocol/common.ts';
import { checkLine, checkNickname } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import { AVATAR, type AvatarUpload, type Profile, type ProfileChange } from '#protocol/profile.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { findMe, findPeople } from './account-store.ts';
import type { IdentityTopics } from './api.ts';
import { checkPicture, type Picture, readPicture } from './picture.ts';
import { readKey, refuseFaults, searchKey } from './registration.ts';
import type { IdentityTables } from './tables.ts';

export interface ProfilesOptions {
  database: Database<IdentityTables>;
  bus: Bus<IdentityTopics>;
  clock: Clock;
  blobs: SmallBlobs;
}

type Size = keyof AvatarUpload;

/** What people tell of themselves, and their faces. */
export class Profiles {
  readonly #options: ProfilesOptions;

  constructor(options: ProfilesOptions) {
    this.#options = options;
  }

  /** [PF2] @throws Failure 'people.unknown' */
  async of(user: UserId): Promise<Profile> {
    const me = await this.#me(user);
    const [person] = await findPeople(this.#options.database.read, [user], this.#options.clock.now());
    if (person === undefined) throw new Failure('people.unknown');
    return {
      person,
      ...(me.realName === undefined ? {} : { realName: me.realName }),
      ...(me.showPhone && me.phone !== undefined ? { phone: me.phone } : {}),
      ...(me.showEmail && me.email !== undefined ? { email: me.email } : {}),
    };
  }

  /** [PF1] Changes one's own profile. @throws Failure 'fields.invalid' */
  async change(user: UserId, change: ProfileChange): Promise<Me> {
    const texts = tidied(change);
    refuseFaults({
      nickname: texts.nickname === undefined ? undefined : checkNickname(texts.nickname),
      realName: checkLine(texts.realName ?? '', LIMITS.realNameChars),
      job: checkLine(texts.job ?? '', LIMITS.jobChars),
      signature: checkLine(texts.signature ?? '', LIMITS.signatureChars),
      status: checkLine(texts.status ?? '', LIMITS.statusChars),
    });
    const row = { ...textColumns(texts), ...switchColumns(change), ...statusColumns(texts.status, change) };
    return this.#store(user, row);
  }

  /** [PF4] Takes a new face. @throws Failure 'avatar.invalid' */
  async setAvatar(user: UserId, upload: AvatarUpload): Promise<Me> {
    const large = checkPicture(upload.large, AVATAR.largePx);
    const small = checkPicture(upload.small, AVATAR.smallPx);
    const { blobs } = this.#options;
    const name = randomText(26);
    await Promise.all([blobs.put(`${name}-large`, large), blobs.put(`${name}-small`, small)]);
    return this.#replaceAvatar(user, name);
  }

  async removeAvatar(user: UserId): Promise<Me> {
    return this.#replaceAvatar(user, null);
  }

  /** @throws Failure 'avatar.unknown' */
  async picture(name: string, size: Size): Promise<{ bytes: Uint8Array; type: Picture['type'] }> {
    const known = /^[0-9a-z]{26}$/.test(name);
    const bytes = known ? await this.#options.blobs.get(`${name}-${size}`) : undefined;
    const picture = bytes && readPicture(bytes);
    if (bytes === undefined || picture === undefined) throw new Failure('avatar.unknown');
    return { bytes, type: picture.type };
  }

  /** The old pictures go once nobody is told of them any more. */
  async #replaceAvatar(user: UserId, avatar: string | null): Promise<Me> {
    const { database, blobs } = this.#options;
    const before = await database.write(async (db) => {
      const row = await db.selectFrom('account').select('avatar').where('id', '=', user).executeTakeFirst();
      await db.updateTable('account').set({ avatar }).where('id', '=', user).execute();
      return row?.avatar ?? undefined;
    });
    await this.#announce(user);
    if (before !== undefined) await Promise.all([blobs.remove(`${before}-large`), blobs.remove(`${before}-small`)]);
    return this.#me(user);
  }

  async #store(user: UserId, row: Updateable<IdentityTables['account']>): Promise<Me> {
    if (Object.keys(row).length > 0) {
      await this.#options.database.write((db) => db.updateTable('account').set(row).where('id', '=', user).execute());
      await this.#announce(user);
    }
    return this.#me(user);
  }

  async #announce(user: UserId): Promise<void> {
    const { database, bus, clock } = this.#options;
    const [person] = await findPeople(database.read, [user], clock.now());
    if (person !== undefined) bus.publish('person-changed', { person });
  }

  async #me(user: UserId): Promise<Me> {
    const me = await findMe(this.#options.database.read, user, this.#options.clock.now());
    if (me === undefined) throw new Failure('people.unknown');
    return me;
  }
}

type Texts = Partial<Record<'nickname' | 'realName' | 'job' | 'signature' | 'status', string>>;

function tidied({ nickname, realName, job, signature, status }: ProfileChange): Texts {
  const given = Object.entries({ nickname, realName, job, signature, status: status?.text });
  return Object.fromEntries(
    given.flatMap(([name, text]) => (text === undefined ? [] : [[name, text.normalize('NFC').trim()]])),
  );
}

function textColumns({ nickname, realName, job, signature }: Texts): Updateable<IdentityTables['account']> {
  return {
    ...(nickname === undefined
      ? {}
      : { nickname, nickname_key: searchKey(nickname), nickname_read: readKey(nickname) }),
    ...(realName === undefined ? {} : { real_name: realName || null }),
    ...(job === undefined ? {} : { job: job || null }),
    ...(signature === undefined ? {} : { signature: signature || null }),
  };
}

function switchColumns({ showPhone, showEmail }: ProfileChange): Updateable<IdentityTables['account']> {
  return {
    ...(showPhone === undefined ? {} : { show_phone: showPhone ? 1 : 0 }),
    ...(showEmail === undefined ? {} : { show_email: showEmail ? 1 : 0 }),
  };
}

function statusColumns(text: string | undefined, change: ProfileChange): Updateable<IdentityTables['account']> {
  if (text === undefined) return {};
  return { status_text: text || null, status_until: text === '' ? null : (change.status?.until ?? null) };
}
