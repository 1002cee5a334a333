import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';

type CallCommand = Extract<CommandName, `call.${string}`>;

/** @throws Failure */
export type CallCommands = {
  [Name in CallCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

/** Calls as the program runs them. Rules: docs/spec/calls.md. */
export interface Calls {
  readonly commands: CallCommands;
  /** Ends what has rung long enough, and puts out who is gone for too long. Happens by itself every second. */
  look(): Promise<void>;
  close(): Promise<void>;
}
