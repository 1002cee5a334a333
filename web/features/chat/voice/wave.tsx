import type { KeyboardEvent, PointerEvent } from 'react';
import { lengthWords } from '#kernel/sound/wave.ts';
import { useWords } from '#web/i18n/words.ts';
import { voiceWords } from './words.ts';

interface WaveProps {
  bars: readonly number[];
  /** Of all of it. */
  ms: number;
  /** How much of it has been played, 0 to 1. */
  share: number;
  onSeek: (share: number) => void;
  disabled?: boolean;
}

/** An arrow goes so far. */
const STEP_MS = 5000;

/** The picture of a sound, in which one seeks. */
export function Wave({ bars, ms, share, onSeek, disabled = false }: WaveProps) {
  const words = useWords(voiceWords);
  const at = Math.min(1, Math.max(0, share));
  const point = (event: PointerEvent<HTMLElement>) => {
    if (disabled || event.buttons !== 1) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    event.currentTarget.setPointerCapture(event.pointerId);
    onSeek(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  const onKey = (event: KeyboardEvent) => {
    const next = afterKey(event.key, at, STEP_MS / ms);
    if (next === undefined || disabled) return;
    event.preventDefault();
    onSeek(next);
  };
  return (
    <span
      className="wave"
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={words.position}
      aria-disabled={disabled || undefined}
      aria-valuemin={0}
      aria-valuemax={Math.round(ms / 1000)}
      aria-valuenow={Math.round((at * ms) / 1000)}
      aria-valuetext={words.positionOf(lengthWords(at * ms), lengthWords(ms))}
      onPointerDown={point}
      onPointerMove={point}
      onKeyDown={onKey}
    >
      {bars.map((height, index) => (
        <i
          // biome-ignore lint/suspicious/noArrayIndexKey: a wave never changes
          key={index}
          className={index < at * bars.length ? 'is-on' : undefined}
          style={{ height: `${Math.round(12 + height * 88)}%` }}
        />
      ))}
    </span>
  );
}

export function afterKey(key: string, at: number, step: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(1, at + step);
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, at - step);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}
