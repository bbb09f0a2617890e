import type { Prices, Units } from '@tallystick/prover/core';

/** What a request to each route costs, in units. */
export const ROUTES: Record<'/infer' | '/blob', Units> = {
  '/infer': { computeUnitSeconds: 2n, storageGibHours: 0n, egressMib: 1n },
  '/blob': { computeUnitSeconds: 0n, storageGibHours: 1n, egressMib: 4n },
};
export type Route = keyof typeof ROUTES;

/** Token base units (the token has 6 decimals) for one unit. */
export const PROVIDERS: { name: string; prices: Prices }[] = [
  { name: 'Ada Compute', prices: { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n } },
  { name: 'Byron Storage', prices: { computeUnitSeconds: 150n, storageGibHours: 30n, egressMib: 5n } },
];

export type Consumer = { name: string; provider: number; deposit: bigint; requests: number; expiresInSeconds: number };

const DAY = 86_400;

/** Six consumers; the last one's allowance expires soon and is refunded. 2,000 requests in all. */
export const CONSUMERS: Consumer[] = [
  { name: 'consumer 1', provider: 0, deposit: 1_000_000n, requests: 400, expiresInSeconds: 30 * DAY },
  { name: 'consumer 2', provider: 0, deposit: 750_000n, requests: 350, expiresInSeconds: 30 * DAY },
  { name: 'consumer 3', provider: 0, deposit: 500_000n, requests: 250, expiresInSeconds: 30 * DAY },
  { name: 'consumer 4', provider: 1, deposit: 1_200_000n, requests: 450, expiresInSeconds: 30 * DAY },
  { name: 'consumer 5', provider: 1, deposit: 640_000n, requests: 350, expiresInSeconds: 30 * DAY },
  { name: 'consumer 6', provider: 1, deposit: 333_333n, requests: 200, expiresInSeconds: 2 * 3600 },
];

/** The requests are made in two rounds, and settled after each. */
export const ROUNDS = 2;

/** Which route a consumer's n-th request takes. */
export function routeOf(n: number): Route {
  return n % 3 === 2 ? '/blob' : '/infer';
}

/** The range of request numbers of a round. */
export function requestsOfRound(consumer: Consumer, round: number): { from: number; to: number } {
  const at = (r: number): number => Math.floor((consumer.requests * r) / ROUNDS);
  return { from: at(round), to: at(round + 1) };
}
