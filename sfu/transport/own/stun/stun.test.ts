import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressBytes, unmapped, xorMappedAddress } from './mapped-address.ts';
import { attribute, BINDING_REQUEST, BINDING_SUCCESS, isAuthentic, parseStun, writeStun } from './message.ts';

const PASSWORD = 'VOkJxbRl1RmTxUk/WvJxBt';
const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** RFC 5769 §2.1. */
const REQUEST = hex(`00010058 2112a442 b7e7a701 bc34d686 fa87dfae 80220010 5354554e 20746573 7420636c 69656e74
  00240004 6e0001ff 80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020
  00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2 80280004 e57a3bcf`);
/** RFC 5769 §2.2. */
const RESPONSE_4 = hex(`0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643 00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96`);
/** RFC 5769 §2.3. */
const RESPONSE_6 = hex(`01010048 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9 00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`);

test('the request of RFC 5769 §2.1 is read and authentic', () => {
  const message = parseStun(REQUEST);
  assert.ok(message);
  assert.equal(message.type, BINDING_REQUEST);
  assert.equal(Buffer.from(message.attributes.get(attribute.username) ?? []).toString(), 'evtj:h6vY');
  assert.equal(isAuthentic(REQUEST, message, PASSWORD), true);
  assert.equal(isAuthentic(REQUEST, message, `${PASSWORD}x`), false);
  assert.equal(message.hasFingerprint, true);
});

test('the responses of RFC 5769 §2.2 and §2.3 are read, authentic, and tell the address as we would', () => {
  const cases = [
    [RESPONSE_4, '192.0.2.1'],
    [RESPONSE_6, '2001:db8:1234:5678:11:2233:4455:6677'],
  ] as const;
  for (const [bytes, address] of cases) {
    const message = parseStun(bytes);
    assert.ok(message);
    assert.equal(message.type, BINDING_SUCCESS);
    assert.equal(isAuthentic(bytes, message, PASSWORD), true);
    const value = xorMappedAddress(addressBytes(address) ?? new Uint8Array(0), 32_853, message.transactionId);
    assert.deepEqual(Buffer.from(value), Buffer.from(message.attributes.get(attribute.xorMappedAddress) ?? []));
  }
});

test('IPv4 through a socket of both families is IPv4', () => {
  assert.equal(unmapped('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(addressBytes('::ffff:192.0.2.1')?.length, 4);
  assert.deepEqual(addressBytes('::1'), Uint8Array.from([...Array(15).fill(0), 1]));
  assert.equal(addressBytes('fe80::1%eth0')?.length, 16);
  assert.equal(addressBytes('nothing'), null);
});

const bytesOf = (limits: { minLength?: number; maxLength: number }) => fc.uint8Array(limits);
const content = fc.record({
  type: fc.constantFrom(BINDING_REQUEST, BINDING_SUCCESS),
  transactionId: bytesOf({ minLength: 12, maxLength: 12 }),
  attributes: fc.uniqueArray(
    fc
      .tuple(fc.integer({ min: 0x30, max: 0x7fff }), bytesOf({ maxLength: 40 }))
      .map(([type, value]) => [type, value] as const),
    { selector: ([type]) => type, maxLength: 8 },
  ),
  password: fc.string({ minLength: 1, maxLength: 30 }),
});

test('whatever is written is read again and authentic, and no changed byte stays unnoticed', () => {
  fc.assert(
    fc.property(content, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, place, change) => {
      const bytes = writeStun(written);
      const message = parseStun(bytes);
      assert.ok(message && isAuthentic(bytes, message, written.password));
      assert.deepEqual(
        [...message.attributes.entries()].map(([type, value]) => [type, Buffer.from(value)]),
        written.attributes.map(([type, value]) => [type, Buffer.from(value)]),
      );
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ change;
      assert.equal(parseStun(bytes)?.hasFingerprint ?? false, false);
    }),
  );
});

test('a message that is cut off or goes on is none', () => {
  for (let length = 0; length < REQUEST.length; length++) assert.equal(parseStun(REQUEST.subarray(0, length)), null);
  assert.equal(parseStun(Buffer.concat([REQUEST, Buffer.alloc(4)])), null);
});
