import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNumber, groupNumber, meetingLink, typeNumber } from './number.ts';

describe('findNumber', () => {
  test.each([
    ['482917306', '482917306'],
    ['482 917 306', '482917306'],
    [' 482-917-306\n', '482917306'],
    ['４８２ ９１７ ３０６', '482917306'],
    ['https://yiqi.example/m/482917306', '482917306'],
    ['https://yiqi.example:8443/m/482917306?from=mail#x', '482917306'],
    ['灯塔评审\n会议号：482 917 306\nhttps://yiqi.example/m/482917306', '482917306'],
    ['Call 13800138000 or join https://a.example/m/482917306', '482917306'],
  ])('reads %j', (text, number) => {
    expect(findNumber(text)).toBe(number);
  });

  test.each(['', 'hello', '48291730', '4829173061', '082917306', '13800138000', '482917306 or 482917307'])(
    'finds none in %j',
    (text) => {
      expect(findNumber(text)).toBeUndefined();
    },
  );
});

describe('typeNumber', () => {
  test('groups while typing', () => {
    expect(typeNumber('4829', 4)).toEqual({ text: '482 9', caret: 5 });
    expect(typeNumber('482 917 3069', 12)).toEqual({ text: '482 917 306', caret: 11 });
  });

  test('keeps the caret behind the same digit when one in the middle goes', () => {
    expect(typeNumber('482 17 306', 4)).toEqual({ text: '482 173 06', caret: 3 });
  });

  test('takes a pasted link', () => {
    expect(typeNumber('https://yiqi.example/m/482917306', 32).text).toBe('482 917 306');
  });

  test('shows at most nine digits, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(40), (text, caret) => {
        const typed = typeNumber(text, caret);
        expect(typed.text).toMatch(/^(\d{1,3}( \d{3})?( \d{1,3})?|\d{3} \d{1,3})?$/);
        expect(typed.caret).toBeLessThanOrEqual(typed.text.length);
      }),
    );
  });
});

test('a number and its link find each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100_000_000, max: 999_999_999 }), (n) => {
      expect(findNumber(meetingLink('http://127.0.0.1:8080', String(n)))).toBe(String(n));
      expect(findNumber(groupNumber(String(n)))).toBe(String(n));
    }),
  );
});
