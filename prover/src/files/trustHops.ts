/** As many proxies as can stand one behind the other before a service. */
export const MOST_TRUSTED_PROXIES = 16;

/**
 * Whose `X-Forwarded-For` is believed, as Fastify's `trustProxy` takes it: that of so many proxies before the service. Hop 0 is who connected
 * to it; with 0, nobody is believed, so a client that writes the header itself has its own address all the same.
 */
export function trustHops(trustedProxies: number): (address: string, hop: number) => boolean {
  return (_address, hop) => hop < trustedProxies;
}
