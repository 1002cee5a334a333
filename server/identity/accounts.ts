import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { LoginRequest, Me, RegisterRequest, Welcome } from '#protocol/accounts.ts';
import type { Person, UserId } from '#protocol/common.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import {
  type Credentials,
  findCredentials,
  findMe,
  findPeople,
  hasAccounts,
  insertAccount,
  isLoginTaken,
  searchPeople,
} from './account-store.ts';
import type { Caller, UserIds } from './api.ts';
import type { Invitations } from './invitations.ts';
import { parseLoginName } from './login-name.ts';
import type { Passwords } from './passwords.ts';
import { checkRegistration, passwordText, type Registration, refuseFaults } from './registration.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import type { Origin, SignInLimits } from './sign-in-limits.ts';
import type { SignedTokens } from './signed-tokens.ts';
import type { IdentityTables } from './tables.ts';

export interface AccountsOptions {
  database: Database<IdentityTables>;
  clock: Clock;
  log: Log;
  passwords: Passwords;
  tokens: SignedTokens;
  sessions: Sessions;
  invitations: Invitations;
  limits: SignInLimits;
}

/** A session that was opened with a password, and the proof of it for the device's next sign-in. */
export interface SignedIn extends OpenSession {
  deviceToken: string;
}

/** Accounts: registering, signing in, finding. */
export class Accounts {
  readonly #options: AccountsOptions;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  async welcome(): Promise<Welcome> {
    const { database, invitations } = this.#options;
    return { registration: invitations.mode, empty: !(await hasAccounts(database.read)) };
  }

  /**
   * @throws Failure 'fields.invalid', 'registration.closed', 'invite.invalid', 'rate.limited', 'server.busy'
   */
  async register(request: RegisterRequest, origin: Origin): Promise<SignedIn> {
    const { database, passwords, invitations, limits } = this.#options;
    await invitations.admit(database.read, request.invite);
    const registration = checkRegistration(request);
    await limits.countRegistration(origin.address);
    if (await isLoginTaken(database.read, registration.login)) throw taken();
    const passwordHash = await passwords.hash(registration.password);
    const session = await database.write((db) =>
      this.#store(db, registration, { passwordHash, address: origin.address }, request),
    );
    if (session.role === 'owner') invitations.ownerFound();
    this.#options.log.info({ user: session.user, role: session.role }, 'account registered');
    return this.#signedIn(session);
  }

  /** @throws Failure 'fields.invalid', 'login.wrong' (which of the two is never told), 'rate.limited', 'server.busy' */
  async login(request: LoginRequest, origin: Origin): Promise<SignedIn> {
    refuseFaults({
      login: request.login.trim() === '' ? { code: 'required' } : undefined,
      password: request.password === '' ? { code: 'required' } : undefined,
    });
    const { database, sessions, tokens } = this.#options;
    const parsed = parseLoginName(request.login);
    const known = 'code' in parsed ? undefined : await findCredentials(database.read, parsed);
    const account = 'code' in parsed ? request.login.trim().toLowerCase() : parsed.value;
    const knownDevice = known && (await tokens.checkKnownDevice(origin.deviceToken, known.id));
    const attempt = { account, address: origin.address, knownDevice };
    const right = await this.#options.limits.limit(attempt, () => this.#check(known, request.password));
    if (!right) throw new Failure('login.wrong');
    const session = await database.write((db) =>
      sessions.open(db, { user: right.id, role: right.role }, request, origin.address),
    );
    await sessions.announce(session);
    this.#options.log.info({ user: session.user, device: session.device }, 'signed in');
    return this.#signedIn(session);
  }

  /** Makes an invitation for one registration. @throws Failure 'access.denied' unless `caller` runs this place */
  async invite(caller: Caller): Promise<{ token: string; expiresAt: number }> {
    const { database, invitations } = this.#options;
    const { role } = await this.me(caller.user);
    if (role === 'member') throw new Failure('access.denied');
    return database.write((db) => invitations.create(db, caller.user));
  }

  /** @throws Failure 'people.unknown' */
  async me(user: UserId): Promise<Me> {
    const me = await findMe(this.#options.database.read, user, this.#options.clock.now());
    if (!me) throw new Failure('people.unknown');
    return me;
  }

  async people(ids: readonly UserId[]): Promise<Person[]> {
    return findPeople(this.#options.database.read, ids, this.#options.clock.now());
  }

  async search(asker: UserId, query: string, after: UserId | undefined, limit: number): Promise<Person[]> {
    const parsed = parseLoginName(query);
    const login = 'code' in parsed || parsed.kind === 'username' ? undefined : parsed.value;
    if (login !== undefined) await this.#options.limits.countLookup(asker);
    const { database, clock } = this.#options;
    return searchPeople(database.read, { words: query, login, after, limit }, clock.now());
  }

  async among(ids: UserIds, query: string, after: UserId | undefined, limit: number): Promise<Person[]> {
    const { database, clock } = this.#options;
    const wanted = { words: query, login: undefined, after, limit, among: ids };
    return searchPeople(database.read, wanted, clock.now());
  }

  async #check(known: Credentials | undefined, password: string): Promise<Credentials | undefined> {
    const right = await this.#options.passwords.verify(known?.passwordHash, passwordText(password));
    return right ? known : undefined;
  }

  /** Everything that was checked before the password was hashed may have changed meanwhile. */
  async #store(
    db: Parameters<Parameters<Database<IdentityTables>['write']>[0]>[0],
    { login, nickname }: Registration,
    { passwordHash, address }: { passwordHash: string; address: string },
    request: RegisterRequest,
  ): Promise<OpenSession> {
    const { invitations, sessions, clock } = this.#options;
    const { invite } = request;
    const role = await invitations.admit(db, invite);
    if (await isLoginTaken(db, login)) throw taken();
    const id = newId('u');
    await insertAccount(db, { id, login, nickname, passwordHash, role, createdAt: clock.now() });
    if (invite !== undefined && role !== 'owner') await invitations.use(db, invite, id);
    return sessions.open(db, { user: id, role }, request, address);
  }

  async #signedIn(session: OpenSession): Promise<SignedIn> {
    return { ...session, deviceToken: await this.#options.tokens.knownDevice(session.user) };
  }
}

function taken(): Failure {
  return new Failure('fields.invalid', { fields: { login: { code: 'taken' } } });
}
