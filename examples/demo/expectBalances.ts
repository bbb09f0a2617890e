import { amountOwed, type Units, ZERO_UNITS } from '@tallystick/prover/core';
import { CONSUMERS, type Consumer, PROVIDERS, ROUNDS, ROUTES, requestsOfRound, routeOf } from './scenario.js';

export type ExpectedBalances = {
  /** Token base units left in each consumer's allowance after the last round. */
  allowances: bigint[];
  /** Token base units in each provider's earning account. */
  providers: bigint[];
  operator: bigint;
  /** What each allowance's counters end at. */
  units: Units[];
};

/**
 * What every balance has to be, worked out from the scenario alone: nothing here looks at a receipt, the sequencer or the
 * chain.
 */
export function expectBalances(feeBps: number): ExpectedBalances {
  const allowances = CONSUMERS.map(({ deposit }) => deposit);
  const providers = PROVIDERS.map(() => 0n);
  const units = CONSUMERS.map(() => ZERO_UNITS);
  let operator = 0n;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, consumer] of CONSUMERS.entries()) {
      const provider = PROVIDERS[consumer.provider];
      if (provider === undefined) throw new RangeError(`scenario: no provider ${consumer.provider}`);
      const before = units[index] ?? ZERO_UNITS;
      const after = unitsAfter(before, requestsOfRound(consumer, round));
      const amount = amountOwed({ from: before, to: after, prices: provider.prices });
      // The circuit rounds the fee down at each settlement.
      const fee = (amount * BigInt(feeBps)) / 10_000n;
      units[index] = after;
      allowances[index] = (allowances[index] ?? 0n) - amount;
      providers[consumer.provider] = (providers[consumer.provider] ?? 0n) + amount - fee;
      operator += fee;
    }
  }
  return { allowances, providers, operator, units };
}

/** What a consumer's counters are once the given round is settled, counted from 0. */
export function unitsAfterRound(consumer: Consumer, round: number): Units {
  return unitsAfter(ZERO_UNITS, { from: 0, to: requestsOfRound(consumer, round).to });
}

function unitsAfter(start: Units, { from, to }: { from: number; to: number }): Units {
  const sum = { ...start };
  for (let n = from; n < to; n++) {
    const cost = ROUTES[routeOf(n)];
    sum.computeUnitSeconds += cost.computeUnitSeconds;
    sum.storageGibHours += cost.storageGibHours;
    sum.egressMib += cost.egressMib;
  }
  return sum;
}
