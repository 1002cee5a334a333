/**
 * 'loading': until it is over only the background is shown. 'small', 'off': too slow for this device, and what it became.
 * 'unsupported': not in this browser.
 */
export type PictureFault = 'loading' | 'small' | 'off' | 'failed' | 'unsupported';

/** What keeps a chosen effect on one's own sound or picture from working. */
export interface EffectFaults {
  /** Noise suppression did not start: one is heard as without it. */
  readonly sound?: 'failed' | undefined;
  readonly picture?: PictureFault | undefined;
}

export const NO_FAULTS: EffectFaults = {};
