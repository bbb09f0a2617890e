import { isIPv6 } from 'node:net';

/** An address with a port, as some proxies write it into X-Forwarded-For: IPv6 in brackets, in quotes where it follows RFC 7239. */
const WITH_PORT = /^"?(?:\[([0-9a-f:.%\w-]+)\]|([0-9.]+))(?::\w+)?"?$/i;

/**
 * Whom an address counts for: an IPv4 address for itself, also where it is written as IPv6 (RFC 4291, 2.5.5.2); an IPv6 address for its
 * network of 64 bits, since whoever has one has all of it. A port, brackets and quotes, as proxies write them, say nothing of who it is.
 *
 * @example
 * import { networkOf } from '@tallystick/prover/files';
 *
 * networkOf('[2001:db8:1:2::9]:443'); // '2001:db8:1:2::/64'
 */
export function networkOf(given: string): string {
  const [, inBrackets, beforePort] = WITH_PORT.exec(given.trim()) ?? [];
  const address = inBrackets ?? beforePort ?? given.trim();
  if (!isIPv6(address)) return address;
  // In its canonical form: lower case, no leading zeros, at most one `::`.
  const { hostname } = new URL(`http://[${address.split('%')[0]}]`);
  const [left = [], right = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') return `${groups.slice(0, 4).join(':')}::/64`;
  const bytes = groups.slice(6).flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return bytes.join('.');
}
