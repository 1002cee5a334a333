import type { Kysely } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import type { PersonalTopics } from '../personal/api.ts';

/** What the directory tells on the bus, after commit. */
export interface DirectoryTopics extends PersonalTopics {
  /** Somebody has blocked somebody, or does no more. */
  'block-changed': { blocker: UserId; blocked: UserId };
  /** Departments, or who is in them, are not what they were. */
  'directory-changed': Record<string, never>;
}

export type DirectoryCommand = Extract<CommandName, `${'people' | 'contact' | 'department'}.${string}`>;

/** @throws Failure */
export type DirectoryCommands = {
  [Name in DirectoryCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

/** What the rest of the server may ask of the directory. Rules: docs/spec/directory.md. */
export interface Directory {
  readonly commands: DirectoryCommands;
  /**
   * Whether what `from` says to `to` alone may reach them: not when `to` has blocked them. `from` must not be told the
   * difference. With `reader`, as its transaction sees it; any view of the directory's database will do.
   */
  mayReach(from: UserId, to: UserId, reader?: Kysely<never>): Promise<boolean>;
  /** Those among `users` who have blocked `asker`: for them, these are offline. */
  blockersAmong(users: readonly UserId[], asker: UserId): Promise<ReadonlySet<UserId>>;
}
