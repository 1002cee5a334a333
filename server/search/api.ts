import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';

export type SearchCommand = 'search.messages' | 'search.all' | 'search.rebuild' | 'search.state';

/** Each checks what the caller may do. @throws Failure */
export type SearchCommands = {
  readonly [Name in SearchCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

/** What the rest of the server may ask of search. Rules: docs/spec/search.md. */
export interface Search {
  readonly commands: SearchCommands;
  /** Resolves when everything that was committed up to now is in the index. */
  settled(): Promise<void>;
  close(): Promise<void>;
}
