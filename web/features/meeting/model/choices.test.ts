import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_CHOICES, keepChoices, parseChoices, readChoices } from './choices.ts';

function memory(kept: string | null) {
  let value = kept;
  return {
    getItem: () => value,
    setItem: (_key: string, text: string) => {
      value = text;
    },
  };
}

test('what is kept is read again', () => {
  const storage = memory(null);
  const choices = {
    microphone: false,
    camera: true,
    cameraId: 'c1',
    guestName: '外部讲师',
    hideSelf: true,
    audioOnly: true,
    sound: 'strong' as const,
    background: 'hills' as const,
  };
  keepChoices(storage, choices);
  expect(readChoices(storage)).toEqual(choices);
});

test.each([null, '', '{', '[]', '"x"', '{"microphone":"yes","cameraId":7,"sound":"loud","background":"x"}'])(
  '%j gives the first choices',
  (kept) => {
    expect(readChoices(memory(kept))).toEqual(FIRST_CHOICES);
  },
);

test('a store that throws is no trouble', () => {
  const broken = {
    getItem: () => {
      throw new Error('refused');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(readChoices(broken)).toEqual(FIRST_CHOICES);
  expect(() => keepChoices(broken, FIRST_CHOICES)).not.toThrow();
});

test('anything parses to choices of the right shape', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const choices = parseChoices(value);
      expect(typeof choices.microphone).toBe('boolean');
      expect(typeof choices.camera).toBe('boolean');
    }),
  );
});
