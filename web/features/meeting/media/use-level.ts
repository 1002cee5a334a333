import { type RefObject, useEffect, useRef, useState } from 'react';
import { followLevel } from './level-meter.ts';

/** A level line: the element's `--level` follows the microphone without drawing anything anew. */
export function useLevelLine(track: MediaStreamTrack | undefined): RefObject<HTMLElement | null> {
  const line = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (track === undefined) return undefined;
    return followLevel(track, (level) => line.current?.style.setProperty('--level', level.toFixed(2)));
  }, [track]);
  return line;
}

export interface LevelSteps {
  /** 0 to `count`. */
  lit: number;
  /** Something was loud enough to be speech since the microphone was turned on. */
  heard: boolean;
}

/** A level in `count` steps, for meters drawn as bars. */
export function useLevelSteps(track: MediaStreamTrack | undefined, count: number): LevelSteps {
  const [lit, setLit] = useState(0);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    setLit(0);
    setHeard(false);
    if (track === undefined) return undefined;
    return followLevel(track, (level) => {
      setLit(Math.round(level * count));
      if (level > 0.35) setHeard(true);
    });
  }, [track, count]);
  return { lit, heard };
}
