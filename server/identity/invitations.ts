import { timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Welcome } from '#protocol/accounts.ts';
import type { Role, UserId } from '#protocol/common.ts';
import { hasOwner } from './account-store.ts';
import type { SecretFiles } from './secret-files.ts';
import type { IdentityTables } from './tables.ts';
import { makeToken, tokenHash } from './tokens.ts';

type Db = Kysely<IdentityTables>;

/** How long an invitation is good for. */
const INVITATION_MS = 7 * 24 * 3600_000;
const OWNER_INVITE = 'owner-invite';

/** Who may register, and as what: by the link printed at start, by an invitation, or by the mode of registration. */
export class Invitations {
  readonly #mode: Welcome['registration'];
  readonly #clock: Clock;
  readonly #secrets: SecretFiles;
  #ownerInvite: string | undefined;

  constructor(mode: Welcome['registration'], clock: Clock, secrets: SecretFiles, owned: boolean) {
    this.#mode = mode;
    this.#clock = clock;
    this.#secrets = secrets;
    if (owned) this.ownerFound();
    else this.#ownerInvite = secrets.readOrMake(OWNER_INVITE);
  }

  get mode(): Welcome['registration'] {
    return this.#mode;
  }

  /** The token that makes an owner, while there is none. */
  ownerInvite(): string | undefined {
    return this.#ownerInvite;
  }

  /** There is an owner now: the link has done its work. */
  ownerFound(): void {
    this.#ownerInvite = undefined;
    this.#secrets.remove(OWNER_INVITE);
  }

  /**
   * The role that a registration with this invitation gets.
   *
   * @throws Failure 'registration.closed' or 'invite.invalid'
   */
  async admit(db: Db, invite: string | undefined): Promise<Role> {
    if (invite === undefined) {
      if (this.#mode !== 'open') throw new Failure('registration.closed');
      return 'member';
    }
    if (this.#isOwnerInvite(invite) && !(await hasOwner(db))) return 'owner';
    if (this.#mode === 'closed') throw new Failure('registration.closed');
    if (!(await findInvitation(db, tokenHash(invite), this.#clock.now()))) throw new Failure('invite.invalid');
    return 'member';
  }

  /** Marks an invitation as used, in the transaction that registers `user`. */
  async use(db: Db, invite: string, user: UserId): Promise<void> {
    await db.updateTable('invitation').set({ used_by: user }).where('hash', '=', tokenHash(invite)).execute();
  }

  /** Makes an invitation for one registration. */
  async create(db: Db, by: UserId): Promise<{ token: string; expiresAt: number }> {
    const token = makeToken();
    const now = this.#clock.now();
    const expiresAt = now + INVITATION_MS;
    await db
      .insertInto('invitation')
      .values({ hash: tokenHash(token), created_by: by, created_at: now, expires_at: expiresAt, used_by: null })
      .execute();
    return { token, expiresAt };
  }

  #isOwnerInvite(invite: string): boolean {
    const wanted = this.#ownerInvite;
    if (wanted === undefined) return false;
    return timingSafeEqual(Buffer.from(tokenHash(invite)), Buffer.from(tokenHash(wanted)));
  }
}

async function findInvitation(db: Db, hash: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('invitation')
    .select('hash')
    .where('hash', '=', hash)
    .where('used_by', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}
