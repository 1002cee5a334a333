import { expect, test } from 'vitest';
import { isSoundMode, SOUND_MODES, soundCapture, soundPublishing } from './sound-mode.ts';

test('[RO30] echo and noise are taken out unless it is music', () => {
  const processed = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  expect(soundCapture(undefined)).toEqual(processed);
  expect(soundCapture('voice')).toEqual(processed);
  expect(soundCapture('strong')).toEqual(processed);
  const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2 };
  expect(soundCapture('music')).toEqual(untouched);
});

test('music is sent in stereo, at a higher rate, its quiet passages too', () => {
  expect(soundPublishing('voice')).toEqual({});
  expect(soundPublishing('music')).toMatchObject({
    audioPreset: { maxBitrate: 128_000 },
    forceStereo: true,
    dtx: false,
  });
});

test('only what there is counts as a mode', () => {
  expect(SOUND_MODES.every(isSoundMode)).toBe(true);
  expect(['', 'loud', 7, null, undefined].some(isSoundMode)).toBe(false);
});
