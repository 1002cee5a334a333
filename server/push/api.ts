import type { UserId } from '#protocol/common.ts';
import type { Language } from '#protocol/failures.ts';
import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';

type PushCommand = Extract<CommandName, `push.${string}`>;

/** @throws Failure */
export type PushCommands = {
  [Name in PushCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

/** Something that is neither a message nor a call: the reminder of a meeting. */
export interface PushNotice {
  users: readonly UserId[];
  /** What it is about, of at most 70 characters: another notice about it takes its place. */
  about: string;
  text: Record<Language, { title: string; body: string }>;
  /** Where pressing it leads, from the origin on. */
  path: string;
}

/** What other modules may push. Rules: docs/spec/push.md. */
export interface Push {
  /** In the transaction of what it tells of. Nobody who doesn't want to be disturbed now gets it. */
  notify(within: object, notice: PushNotice): Promise<void>;
}
