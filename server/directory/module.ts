import type { UserId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller, Identity } from '#server/identity/api.ts';

type DirectoryCommand = 'people.search' | 'people.get' | 'people.profile';

type Handler<Name extends DirectoryCommand> = (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;

/** The directory as the program runs it: commands for the WebSocket, for everybody who is signed in. */
export interface DirectoryModule {
  readonly commands: { readonly [Name in DirectoryCommand]: Handler<Name> };
}

/** People in one page of a search. */
const PAGE = 30;

export function createDirectory({ identity }: { identity: Identity }): DirectoryModule {
  return {
    commands: {
      'people.search': ({ user }, { query, after }) => search(identity, user, query, after),
      'people.get': async (_caller, { ids }) => ({ people: await identity.people([...new Set(ids)]) }),
      'people.profile': (_caller, { user }) => identity.profile(user),
    },
  };
}

/** One more than a page is asked for, to know whether there is a next one. An empty query finds everybody. */
async function search(
  identity: Identity,
  asker: UserId,
  query: string,
  after: UserId | undefined,
): Promise<ResultOf<'people.search'>> {
  const found = await identity.search(asker, query, after, PAGE + 1);
  const people = found.slice(0, PAGE);
  const last = people.at(-1);
  return found.length > PAGE && last ? { people, next: last.id } : { people };
}
