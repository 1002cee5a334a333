import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isReaction, packReaction, parseReaction, REACTIONS } from './reactions.ts';

test.each(REACTIONS)('%s goes and comes', (reaction) => {
  expect(parseReaction(packReaction(reaction))).toBe(reaction);
});

test('whatever anybody sends is a reaction of ours or nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      (payload) => {
        const reaction = parseReaction(payload);
        expect(reaction === undefined || isReaction(reaction)).toBe(true);
      },
    ),
  );
  expect(parseReaction(new TextEncoder().encode('{"reaction":"<b>"}'))).toBeUndefined();
});
