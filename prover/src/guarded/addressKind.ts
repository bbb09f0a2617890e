import { BlockList, isIP } from 'node:net';

/**
 * `private`: of this machine, or of a network of its own. `reserved`: neither that nor of the public network, e.g. multicast, documentation,
 * or an address in which another one is translated.
 */
export type AddressKind = 'public' | 'private' | 'reserved';

type Ranges = readonly (readonly [network: string, prefix: number])[];

const privateRanges = listOf(
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ],
  [
    ['::', 127], // no address, and this machine
    ['fc00::', 7],
    ['fe80::', 10],
  ],
);
/** What else the IANA registries of special-purpose addresses keep from the public network. */
const reservedRanges = listOf(
  [
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
  // Within 2000::/3: protocols, documentation, and 6to4, which holds IPv4 addresses.
  [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
);
/** The only range of IPv6 for the public network. */
const globalIpv6 = listOf([], [['2000::', 3]]);

/**
 * What an IP address is for; undefined where it is none. An address of IPv4 written as one of IPv6 is private where that is, and else
 * reserved, since no name should resolve to it.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function addressKind(address: string): AddressKind | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (privateRanges.check(address, family)) return 'private';
  const isGlobal = family === 'ipv4' || globalIpv6.check(address, 'ipv6');
  return isGlobal && !reservedRanges.check(address, family) ? 'public' : 'reserved';
}

function listOf(ipv4: Ranges, ipv6: Ranges): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ipv4) list.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of ipv6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}
