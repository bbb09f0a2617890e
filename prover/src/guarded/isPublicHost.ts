import { addressKind } from './addressKind.js';
import { hostKind, isLiteral } from './hostKind.js';
import { resolveAddresses } from './resolveAddresses.js';

/**
 * Whether a URL's host is an address of the public network, or a name that stands for such alone. Another answer may come the next time:
 * `requestGuarded` checks again what it connects to.
 */
export async function isPublicHost(
  url: Pick<URL, 'hostname'>,
  resolve: typeof resolveAddresses = resolveAddresses,
): Promise<boolean> {
  if (hostKind(url) !== 'public') return false;
  if (isLiteral(url)) return true;
  const addresses = await resolve(url.hostname, false).catch(() => []);
  return addresses.length > 0 && addresses.every(({ address }) => addressKind(address) === 'public');
}
