import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Me, PasswordChange } from '#protocol/accounts.ts';
import type { FieldFault } from '#protocol/failures.ts';
import { checkPassword, checkPasswordAgain } from '#protocol/fields.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { passwordHashOf, replacePasswordHash } from './account-store.ts';
import type { Accounts } from './accounts.ts';
import type { Caller } from './api.ts';
import type { Passwords } from './passwords.ts';
import { passwordText, refuseFaults } from './registration.ts';
import type { Sessions } from './sessions.ts';
import type { SignInLimits } from './sign-in-limits.ts';
import type { IdentityTables } from './tables.ts';

export interface OwnPasswordOptions {
  database: Database<IdentityTables>;
  accounts: Accounts;
  sessions: Sessions;
  passwords: Passwords;
  limits: SignInLimits;
  log: Log;
}

/** Changing the password one signs in with. */
export class OwnPassword {
  readonly #options: OwnPasswordOptions;

  constructor(options: OwnPasswordOptions) {
    this.#options = options;
  }

  /**
   * Takes a new password and signs the person's other devices out, in one transaction: whoever knew the old one is out.
   * Whoever found a device unlocked cannot try passwords on it for long: wrong ones count as at signing in.
   *
   * @returns how many devices were signed out
   * @throws Failure 'fields.invalid' that names every wrong field, 'rate.limited', 'server.busy'
   */
  async change(caller: Caller, request: PasswordChange, address: string): Promise<number> {
    const { database, accounts, sessions, passwords, limits, log } = this.#options;
    const [current, next] = [passwordText(request.current), passwordText(request.password)];
    refuseFaults({
      current: current === '' ? { code: 'required' } : undefined,
      password:
        newPasswordFault(next, await accounts.me(caller.user)) ??
        (next === current ? { code: 'password.unchanged' } : undefined),
      passwordAgain: checkPasswordAgain(passwordText(request.passwordAgain), next),
    });
    const before = await passwordHashOf(database.read, caller.user);
    const attempt = { account: caller.user, address, knownDevice: caller.device };
    const right = await limits.limit(attempt, async () => (await passwords.verify(before, current)) || undefined);
    if (!right || before === undefined) throw wrong();
    const hash = await passwords.hash(next);
    const signedOut = await sessions.signOutOthers(caller, async (db) => {
      // Somebody else was faster: what was checked is not the current password any more.
      if (!(await replacePasswordHash(db, caller.user, before, hash))) throw wrong();
    });
    log.info({ user: caller.user, devices: signedOut }, 'password changed');
    return signedOut;
  }
}

/** What is wrong with a new password of this person. */
export function newPasswordFault(next: string, { username, phone, email }: Me): FieldFault | undefined {
  const faults = [username, phone, email].map((login) => checkPassword(next, login ?? ''));
  return faults.find((fault) => fault !== undefined);
}

function wrong(): Failure {
  return new Failure('fields.invalid', { fields: { current: { code: 'password.wrong' } } });
}
