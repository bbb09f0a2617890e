import { expect, test } from 'vitest';
import { addressKind } from './addressKind.js';

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '100.128.0.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450::1',
])('default: %s is public', (address) => {
  expect(addressKind(address)).toBe('public');
});

test.each([
  ['this network', '0.0.0.0'],
  ['private', '10.1.2.3'],
  ['private', '172.16.0.1'],
  ['private', '192.168.1.1'],
  ['shared', '100.64.0.1'],
  ['loopback', '127.0.0.1'],
  ['link-local, as of cloud metadata', '169.254.169.254'],
  ['loopback, IPv6', '::1'],
  ['unspecified, IPv6', '::'],
  ['IPv4 in IPv6', '::ffff:127.0.0.1'],
  ['IPv4 in IPv6, in hex', '::ffff:7f00:1'],
  ['unique local', 'fd00::1'],
  ['link-local, IPv6', 'fe80::1'],
])('behavior: %s is private (%s)', (_what, address) => {
  expect(addressKind(address)).toBe('private');
});

// Whoever is at one of them is not of a private network, and may ask for nothing there.
test.each([
  ['documentation', '203.0.113.9'],
  ['benchmarks', '198.19.0.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['a public IPv4 in IPv6, which no name should resolve to', '::ffff:8.8.8.8'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['6to4', '2002:7f00:1::'],
  ['multicast, IPv6', 'ff02::1'],
  ['documentation, IPv6', '2001:db8::1'],
  ['Teredo', '2001:0:53aa:64c::1'],
])('behavior: %s is reserved (%s)', (_what, address) => {
  expect(addressKind(address)).toBe('reserved');
});

test.each(['localhost', '', '1.1.1', '[::1]'])('behavior: %s is no address', (given) => {
  expect(addressKind(given)).toBeUndefined();
});
