import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Welcome } from '#protocol/accounts.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { findByLogin, hasOwner } from './account-store.ts';
import { Accounts } from './accounts.ts';
import type { Identity, IdentityTopics } from './api.ts';
import { deviceRoutes } from './device-routes.ts';
import { Invitations } from './invitations.ts';
import { OwnPassword } from './own-password.ts';
import { type HashingOptions, Passwords } from './passwords.ts';
import { profileRoutes } from './profile-routes.ts';
import { Profiles } from './profiles.ts';
import { identityRoutes } from './routes.ts';
import { SecretFiles } from './secret-files.ts';
import { Sessions } from './sessions.ts';
import { SignInLimits } from './sign-in-limits.ts';
import { SignedTokens } from './signed-tokens.ts';
import type { IdentityTables } from './tables.ts';
import { WorkspaceAccounts } from './workspace-accounts.ts';
import { workspaceRoutes } from './workspace-routes.ts';

export interface IdentityOptions {
  database: Database<IdentityTables>;
  bus: Bus<IdentityTopics>;
  clock: Clock;
  log: Log;
  attempts: Attempts;
  /** Keys that are made at the first start go to its folder `keys`, readable by the owner only. */
  dataFolder: string;
  /** Where faces are kept. */
  blobs: SmallBlobs;
  registration: Welcome['registration'];
  /** Signing in ends the person's sessions on other devices of the same class. */
  onePerClass?: boolean;
  hashing?: HashingOptions;
}

/** Identity as the program runs it. */
export interface IdentityModule extends Identity {
  readonly routes: FastifyPluginAsync;
  /** The token of the link that makes the first owner, while there is none. */
  ownerInvite(): string | undefined;
  close(): Promise<void>;
}

/** @throws Error when the data folder cannot be written */
export async function createIdentity(options: IdentityOptions): Promise<IdentityModule> {
  const { database, bus, clock, log, attempts } = options;
  const secrets = new SecretFiles(options.dataFolder);
  const invitations = new Invitations(options.registration, clock, secrets, await hasOwner(database.read));
  const tokens = new SignedTokens(secrets.readOrMake('signing-key'), clock);
  const passwords = new Passwords(options.hashing);
  const sessions = new Sessions({ database, bus, clock, log, tokens, onePerClass: options.onePerClass ?? false });
  const profiles = new Profiles({ database, bus, clock, blobs: options.blobs });
  const limits = new SignInLimits(attempts);
  const accounts = new Accounts({ database, clock, log, passwords, tokens, sessions, invitations, limits });
  const ownPassword = new OwnPassword({ database, accounts, sessions, passwords, limits, log });
  const workspace = new WorkspaceAccounts({ database, accounts, sessions, passwords, clock, log });
  return {
    async routes(app) {
      await app.register(async (scope) => identityRoutes(scope, { accounts, ownPassword, sessions, tokens }));
      await app.register(async (scope) => deviceRoutes(scope, sessions));
      await app.register(async (scope) => profileRoutes(scope, profiles, (token) => sessions.authenticate(token)));
      await app.register(async (scope) => workspaceRoutes(scope, workspace, (token) => sessions.authenticate(token)));
    },
    ownerInvite: () => invitations.ownerInvite(),
    authenticate: (accessToken) => sessions.authenticate(accessToken),
    isSignedIn: (device) => sessions.isSignedIn(device),
    me: (user) => accounts.me(user),
    people: (ids) => accounts.people(ids),
    profile: (user) => profiles.of(user),
    byLogin: (typed) => findByLogin(database.read, typed),
    search: (asker, query, after, limit) => accounts.search(asker, query, after, limit),
    among: (ids, query, after, limit) => accounts.among(ids, query, after, limit),
    close: async () => {
      sessions.close();
      await passwords.close();
    },
  };
}
