import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress, permitsPublic } from './address-guard.ts';

const REFUSED = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.1.2.3'],
  ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1'],
  ...['192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1'],
  ...['64:ff9b:1::1', '100::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', '2606:4700::1%1', 'fec0::1'],
  ...['ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', '4000::1'],
  ...['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '8.8.8.8 ', '[::1]', '08.8.8.8', '1.2.3.4.5', 'x'],
];
const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1', '126.255.255.255'],
  ...['128.0.0.1', '169.253.0.1', '172.15.255.255', '172.32.0.1', '192.167.1.1', '198.17.0.1', '223.255.255.255'],
  ...['2001:4860:4860::8888', '2606:4700:4700::1111', '2400:3200::1', '2a00:1450::1'],
];

test('[MC51] only addresses of the public internet are reached', () => {
  for (const address of REFUSED) assert.equal(isPublicAddress(address), false, address);
  for (const address of PUBLIC) assert.equal(isPublicAddress(address), true, address);
});

test('[MC51] only the ports of the web are reached', () => {
  for (const port of [80, 443]) assert.equal(permitsPublic('8.8.8.8', port), true);
  for (const port of [0, 22, 25, 81, 3306, 6379, 8080, 65535]) assert.equal(permitsPublic('8.8.8.8', port), false);
  assert.equal(permitsPublic('127.0.0.1', 80), false);
});
