import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';

export type StickerCommand = Extract<CommandName, `sticker.${string}`>;

/** Each works on the caller's own collection only. @throws Failure */
export type StickerCommands = {
  [Name in StickerCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

/** What the rest of the server may ask of stickers. Rules: docs/spec/contents.md. */
export interface Stickers {
  readonly commands: StickerCommands;
  /** How large a sticker is that is about to be sent, in px; undefined when there is none. It stays from then on. */
  sizeOf(id: string): Promise<{ width: number; height: number } | undefined>;
  /** Takes away now what nobody refers to; by itself it happens every hour. Never rejects. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}
