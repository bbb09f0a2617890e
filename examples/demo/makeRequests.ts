import { createPayingFetch } from '@tallystick/prover/consumer';
import type { Deployment } from '@tallystick/verifier-contracts';
import type { Participant } from './openAccounts.js';
import { ROUTES, routeOf } from './scenario.js';

export type MakeRequestsParameters = {
  deployment: Deployment;
  consumer: Participant;
  origin: string;
  /** Token base units that this client may spend at most. */
  cap: bigint;
};

/** A paying client of one consumer. */
export function createClient({ deployment, consumer, origin, cap }: MakeRequestsParameters): typeof fetch {
  return createPayingFetch({
    allowances: [
      {
        serial: consumer.serial,
        domain: deployment.domain,
        chainId: deployment.chainId,
        terms: consumer.terms,
        privateKey: consumer.key.privateKey,
        origin,
      },
    ],
    maxAmount: cap,
    price: ({ url }) => ROUTES[url.pathname as keyof typeof ROUTES],
  });
}

/**
 * Makes the requests numbered from `from` up to `to`, a few at a time.
 *
 * @throws Error when one isn't served.
 */
export async function makeRequests(
  pay: typeof fetch,
  origin: string,
  range: { from: number; to: number },
  onServed: () => void,
): Promise<void> {
  let next = range.from;
  const worker = async (): Promise<void> => {
    while (next < range.to) {
      const route = routeOf(next++);
      const response = await pay(`${origin}${route}`);
      const body = await response.text();
      if (!response.ok) throw new Error(`GET ${route} answered ${response.status}: ${body}`);
      onServed();
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
