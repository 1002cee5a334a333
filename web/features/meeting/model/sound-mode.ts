/**
 * What happens to one's sound before it is sent. 'voice': echo and noise are taken out by the browser. 'strong': what
 * noise is left is taken out too. 'music': nothing is changed, in stereo and at a higher rate.
 */
export const SOUND_MODES = ['voice', 'strong', 'music'] as const;
export type SoundMode = (typeof SOUND_MODES)[number];

export function isSoundMode(value: unknown): value is SoundMode {
  return SOUND_MODES.some((mode) => mode === value);
}

interface SoundCapture {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
  channelCount?: number;
}

/** How the microphone is asked for. */
export function soundCapture(mode: SoundMode | undefined): SoundCapture {
  const on = mode !== 'music';
  const capture = { echoCancellation: on, noiseSuppression: on, autoGainControl: on };
  return on ? capture : { ...capture, channelCount: 2 };
}

interface SoundPublishing {
  audioPreset?: { maxBitrate: number };
  forceStereo?: boolean;
  dtx?: boolean;
  red?: boolean;
}

/** Bits a second that Opus needs for music in stereo which nobody tells from the original. */
const MUSIC_RATE = 128_000;

/** How it is sent: quiet passages of music are sent as they are, and twice its rate would be no help against loss. */
export function soundPublishing(mode: SoundMode | undefined): SoundPublishing {
  if (mode !== 'music') return {};
  return { audioPreset: { maxBitrate: MUSIC_RATE }, forceStereo: true, dtx: false, red: false };
}
