import { expect, test } from 'vitest';
import { isPublicHost } from './isPublicHost.js';

const ask = (url: string, ...addresses: string[]) =>
  isPublicHost(new URL(url), async (hostname) => {
    expect(hostname).toBe('sequencer.example'); // no other is looked up
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  });

test('default: a name that stands for public addresses alone', async () => {
  expect(await ask('https://sequencer.example', '1.1.1.1', '2606:4700::1111')).toBe(true);
  expect(await ask('https://8.8.8.8')).toBe(true);
});

test.each([
  ['loopback', ['127.0.0.1']],
  ['a private address beside a public one', ['1.1.1.1', '10.0.0.5']],
  ['a reserved one', ['::ffff:8.8.8.8']],
  ['nothing', []],
])('behavior: a name that stands for %s is not', async (_what, addresses) => {
  expect(await ask('https://sequencer.example', ...addresses)).toBe(false);
});

test.each(['https://192.168.1.1', 'https://[::1]', 'https://localhost', 'https://vault.internal.'])(
  'behavior: %s is not, whatever a name server says',
  async (url) => {
    expect(await isPublicHost(new URL(url), async () => [{ address: '1.1.1.1', family: 4 }])).toBe(false);
  },
);

test('behavior: nor is a name that nobody knows', async () => {
  const resolve = () => Promise.reject(new Error('ENOTFOUND'));
  expect(await isPublicHost(new URL('https://sequencer.example'), resolve)).toBe(false);
});
