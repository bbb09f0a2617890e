import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';

const resolver = new Resolver({ timeout: 2000, tries: 2 });

/**
 * The addresses of a name that a stranger chose, all of them.
 *
 * The name server is asked directly. The system's own look-up would occupy one of the process's few threads for as long as the
 * stranger's name server likes, and so delay everybody else's. That look-up, which knows the hosts file, is for development.
 *
 * @param isDevelopment whether names of this machine and its network are resolved as well
 * @throws when there is none
 */
export async function resolveAddresses(hostname: string, isDevelopment: boolean): Promise<LookupAddress[]> {
  if (isDevelopment) return lookup(hostname, { all: true });
  const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses = [
    ...(ipv4.status === 'fulfilled' ? ipv4.value.map((address) => ({ address, family: 4 })) : []),
    ...(ipv6.status === 'fulfilled' ? ipv6.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (addresses.length === 0) throw ipv4.status === 'rejected' ? ipv4.reason : new Error('the name has no address');
  return addresses;
}
