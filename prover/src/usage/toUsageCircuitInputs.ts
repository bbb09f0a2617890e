import type { AccountState } from '../account/AccountState.js';
import { packWord } from '../account/packWord.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { CircuitInputs } from '../statement/CircuitInputs.js';
import type { Resource } from './Resource.js';
import type { UsageOpening } from './UsageOpening.js';

/** The inputs of the usage circuit by name. Unchecked, and secret. An account that isn't there has word and blinding 0. */
export function toUsageCircuitInputs(parameters: {
  serial: number;
  before: UsageOpening;
  after: UsageOpening & { account: AccountState };
  resource: Resource;
  minIncrease: bigint;
}): CircuitInputs {
  const { serial, before, after, resource, minIncrease } = parameters;
  const { owner, terms } = after.account;
  const both = [before, after];
  return {
    serial: BigInt(serial),
    rootA: before.root,
    rootB: after.root,
    resource: BigInt(UNIT_KEYS.indexOf(resource)),
    minIncrease,
    owner: [owner.x, owner.y],
    viewKey: terms.viewKey,
    words: both.map(({ account }) => (account === undefined ? 0n : packWord(account))),
    blindings: both.map(({ account }) => account?.blinding ?? 0n),
    siblings: both.map(({ siblings }) => siblings),
    presentA: before.account === undefined ? 0n : 1n,
  };
}
