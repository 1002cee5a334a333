/**
 * Watches whether an effect on the picture keeps up, and steps down when it does not: first to a smaller picture, then
 * off. Counted is the time that pictures took, not how many came: a slow camera is not the effect's fault.
 */
export type EffectSize = 'full' | 'small' | 'off';

export interface FrameGuard {
  readonly size: EffectSize;
  /** Looks in a row which were too slow. */
  readonly slow: number;
  /** The first look after a step says nothing: shaders are made and caches are cold. */
  readonly fresh: boolean;
}

export interface FrameLook {
  /** Pictures since the last look, and what they took together. */
  frames: number;
  busyMs: number;
}

/** Pictures a second that an effect must be able to make. */
export const LEAST_RATE = 12;
/** So many slow looks in a row make a step: one may come from anything else that the device did. */
const SLOW_LOOKS = 2;

export const FIRST_GUARD: FrameGuard = { size: 'full', slow: 0, fresh: true };

const NEXT: Record<EffectSize, EffectSize> = { full: 'small', small: 'off', off: 'off' };

/** The guard after another look. It never steps up by itself: that would go back and forth. */
export function watchFrames(guard: FrameGuard, { frames, busyMs }: FrameLook): FrameGuard {
  if (guard.size === 'off' || frames === 0) return guard;
  if (guard.fresh) return { ...guard, fresh: false };
  const slow = frames * 1000 < LEAST_RATE * busyMs ? guard.slow + 1 : 0;
  return slow < SLOW_LOOKS ? { ...guard, slow } : { size: NEXT[guard.size], slow: 0, fresh: true };
}
