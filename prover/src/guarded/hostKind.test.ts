import { expect, test } from 'vitest';
import { hostKind, isLiteral } from './hostKind.js';

const ofThisMachine = [
  '127.0.0.1',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0.0.0.0',
  '[::1]',
  '[::]',
  'localhost',
  'a.localhost.',
];
const ofANetwork = ['10.0.0.5', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '[fd00::1]', '[fe80::1]'];
const named = ['printer.local', 'metadata.google.internal', 'router.lan'];
const mapped = ['[::ffff:127.0.0.1]', '[::ffff:a00:1]'];

test.each([...ofThisMachine, ...ofANetwork, ...named, ...mapped])('default: %s', (host) => {
  expect(hostKind(new URL(`https://${host}/v1`))).toBe('private');
});

test.each(['sequencer.example', '172.32.0.1', '8.8.8.8', '[2606:4700::1111]', 'internal.example', 'notlocalhost'])(
  'behavior: %s may be anybody’s',
  (host) => {
    expect(hostKind(new URL(`https://${host}`))).toBe('public');
  },
);

test.each(['[::ffff:8.8.8.8]', '224.0.0.1'])('behavior: %s is nobody’s', (host) => {
  expect(hostKind(new URL(`https://${host}`))).toBe('reserved');
});

test('behavior: an address is told from a name', () => {
  expect(['1.1.1.1', '[::1]', '0x7f000001'].map((host) => isLiteral(new URL(`https://${host}`)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(isLiteral(new URL('https://one.example'))).toBe(false);
});
