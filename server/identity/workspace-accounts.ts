import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Role, UserId } from '#protocol/common.ts';
import { checkPasswordAgain } from '#protocol/fields.ts';
import type { PasswordLink, PasswordReset, RoleChange, WorkspacePeople } from '#protocol/workspace-people.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { setPasswordHash } from './account-store.ts';
import type { Accounts } from './accounts.ts';
import type { Caller } from './api.ts';
import { newPasswordFault } from './own-password.ts';
import type { Passwords } from './passwords.ts';
import { passwordText, refuseFaults } from './registration.ts';
import type { Sessions } from './sessions.ts';
import type { IdentityTables } from './tables.ts';
import { makeToken, tokenHash } from './tokens.ts';
import {
  accountOfLink,
  findWorkspacePeople,
  insertPasswordLink,
  roleOf,
  setRole,
  spendLinksOf,
} from './workspace-store.ts';

const PAGE = 50;
const LINK_MS = 24 * 3600_000;

export interface WorkspaceAccountsOptions {
  database: Database<IdentityTables>;
  accounts: Accounts;
  sessions: Sessions;
  passwords: Passwords;
  clock: Clock;
  log: Log;
}

/** What owner and administrators do about accounts: see all, choose administrators, help who forgot their password. */
export class WorkspaceAccounts {
  readonly #options: WorkspaceAccountsOptions;

  constructor(options: WorkspaceAccountsOptions) {
    this.#options = options;
  }

  /** Everybody whom `query` finds, by nickname, in pages. @throws Failure 'access.denied' */
  async list(caller: Caller, query: string, after: UserId | undefined): Promise<WorkspacePeople> {
    await this.#requireRunning(caller);
    const { database, clock } = this.#options;
    const wanted = { words: query, login: undefined, after, limit: PAGE + 1 };
    const found = await findWorkspacePeople(database.read, wanted, clock.now());
    return { people: found.slice(0, PAGE), more: found.length > PAGE };
  }

  /** Only the owner chooses administrators. @throws Failure 'access.denied', 'people.unknown' */
  async setRole(caller: Caller, user: UserId, { role }: RoleChange): Promise<void> {
    const { database, log } = this.#options;
    await database.write(async (db) => {
      if ((await roleOf(db, caller.user)) !== 'owner') throw new Failure('access.denied');
      const before = await roleOf(db, user);
      if (before === undefined) throw new Failure('people.unknown');
      if (before === 'owner') throw new Failure('access.denied');
      await setRole(db, user, role);
    });
    log.info({ by: caller.user, user, role }, 'role changed');
  }

  /**
   * Makes a link by which somebody takes a new password, once, within a day; earlier ones of theirs end.
   *
   * @throws Failure 'access.denied' unless the caller stands above them, 'people.unknown'
   */
  async passwordLink(caller: Caller, user: UserId): Promise<PasswordLink> {
    const { database, clock, log } = this.#options;
    const own = await this.#requireRunning(caller);
    const token = makeToken();
    const expiresAt = clock.now() + LINK_MS;
    await database.write(async (db) => {
      const theirs = await roleOf(db, user);
      if (theirs === undefined) throw new Failure('people.unknown');
      if (!standsAbove(own, theirs)) throw new Failure('access.denied');
      await insertPasswordLink(db, { hash: tokenHash(token), account: user, by: caller.user, expiresAt });
    });
    log.info({ by: caller.user, user }, 'password link made');
    return { token, expiresAt };
  }

  /**
   * Takes the new password of whoever holds the link, and signs all their devices out.
   *
   * @throws Failure 'password-link.invalid', 'fields.invalid', 'server.busy'
   */
  async reset(request: PasswordReset): Promise<void> {
    const { database, accounts, sessions, passwords, clock, log } = this.#options;
    const hash = tokenHash(request.token);
    const user = await accountOfLink(database.read, hash, clock.now());
    if (user === undefined) throw new Failure('password-link.invalid');
    const next = passwordText(request.password);
    refuseFaults({
      password: newPasswordFault(next, await accounts.me(user)),
      passwordAgain: checkPasswordAgain(passwordText(request.passwordAgain), next),
    });
    const passwordHash = await passwords.hash(next);
    await sessions.signOutOthers({ user }, async (db) => {
      // Of two who use it at once one is too late.
      if ((await accountOfLink(db, hash, clock.now())) !== user) throw new Failure('password-link.invalid');
      await spendLinksOf(db, user);
      await setPasswordHash(db, user, passwordHash);
    });
    log.info({ user }, 'password taken by a link');
  }

  /** @returns the caller's role now, whatever their token says. @throws Failure 'access.denied' for members */
  async #requireRunning({ user }: Caller): Promise<Role> {
    const role = await roleOf(this.#options.database.read, user);
    if (role === undefined || role === 'member') throw new Failure('access.denied');
    return role;
  }
}

function standsAbove(own: Role, theirs: Role): boolean {
  return theirs === 'member' || (own === 'owner' && theirs === 'admin');
}
