import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_CHOICES, keepChoices, parseChoices, readChoices } from './choices.ts';
import { lookOf, PLAIN } from './look.ts';

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

test('[RO37] what is done to one’s picture is remembered, and nothing that is no such thing', () => {
  const storage = memory(null);
  const looks = { sticker: 'clown' as const, beauty: 40, background: 'own:3f2a-1' as const };
  keepChoices(storage, { ...FIRST_CHOICES, ...looks });
  expect(readChoices(storage)).toEqual({ ...FIRST_CHOICES, ...looks });
  expect(lookOf(readChoices(storage))).toEqual(looks);
  expect(lookOf(FIRST_CHOICES)).toEqual(PLAIN);
  const wrong = { sticker: 'dragon', beauty: 101, background: 'own:../x' };
  expect(parseChoices({ ...FIRST_CHOICES, ...wrong })).toEqual(FIRST_CHOICES);
  expect(parseChoices({ ...FIRST_CHOICES, beauty: Number.NaN, background: 'own:' })).toEqual(FIRST_CHOICES);
});

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
