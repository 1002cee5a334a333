/**
 * 'loading': until it is over only the background is shown. 'small', 'off': too slow for this device, and what it became.
 * 'unsupported': not in this browser. 'faces-…': the same of stickers and the beauty filter, which are left out when they do not work.
 */
export type PictureFault =
  | 'loading'
  | 'small'
  | 'off'
  | 'failed'
  | 'unsupported'
  | 'faces-slow'
  | 'faces-off'
  | 'faces-failed';

/** What keeps a chosen effect on one's own sound or picture from working. */
export interface EffectFaults {
  /** Noise suppression did not start: one is heard as without it. */
  readonly sound?: 'failed' | undefined;
  readonly picture?: PictureFault | undefined;
}

export const NO_FAULTS: EffectFaults = {};
