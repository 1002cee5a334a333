import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscriberPrefix } from './address.ts';

test('IPv4 addresses count whole, within IPv6 too', () => {
  assert.equal(subscriberPrefix('203.0.113.7'), '203.0.113.7');
  assert.equal(subscriberPrefix('::ffff:203.0.113.7'), '203.0.113.7');
});

test('IPv6 addresses of one line count as one', () => {
  assert.equal(subscriberPrefix('2001:db8:1:2200::1'), '20010db8000122');
  assert.equal(subscriberPrefix('2001:db8:1:22ff:1:2:3:4'), '20010db8000122');
  assert.notEqual(subscriberPrefix('2001:db8:1:2300::1'), subscriberPrefix('2001:db8:1:2200::1'));
  assert.equal(subscriberPrefix('::1'), '00000000000000');
  assert.equal(subscriberPrefix('fe80::1%eth0'), 'fe800000000000');
});
