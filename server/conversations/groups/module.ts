import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Commits } from '../commits.ts';
import type { PeopleSource } from '../people.ts';
import type { Schedule } from '../scheduling/schedule.ts';
import type { ConversationTables } from '../tables.ts';
import { Bans } from './bans.ts';
import { type GroupCommands, groupCommands } from './commands.ts';
import { Endings } from './endings.ts';
import { Joining } from './joining.ts';
import { Pictures } from './pictures.ts';
import { Roles } from './roles.ts';
import { GroupSettings } from './settings.ts';

export interface GroupsOptions {
  database: Database<ConversationTables>;
  commits: Commits;
  people: PeopleSource;
  clock: Clock;
  blobs?: SmallBlobs | undefined;
  attempts?: Attempts | undefined;
  log?: Log | undefined;
  schedule?: Schedule | undefined;
}

/** Nowhere to keep pictures: there are none. */
const NO_BLOBS: SmallBlobs = { put: async () => {}, get: async () => undefined, remove: async () => {} };

/** Groups: their settings, roles, pictures and links, and the end of temporary ones. */
export function createGroups(options: GroupsOptions): { commands: GroupCommands; endings: Endings } {
  const { database, commits, people, blobs = NO_BLOBS, attempts } = options;
  const endings = new Endings(options);
  const pictures = new Pictures({ database, commits, blobs });
  const commands = groupCommands({
    settings: new GroupSettings({ database, commits, people, endings }),
    pictures,
    roles: new Roles(commits, endings),
    bans: new Bans({ database, commits, people }),
    joining: new Joining({ database, commits, people, attempts, pictures }),
  });
  return { commands, endings };
}
