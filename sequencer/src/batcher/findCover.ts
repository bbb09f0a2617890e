import { type AccountState, isEarningAccount } from '@tallystick/prover/core';
import type { Store } from '../store/createStore.js';

/** Serials that a batch draws its cover from: any slot but credits, and credits. */
export type Cover = { serials: number[]; earning: number[] };

/** So many accounts are offered as cover; a batch draws from them. */
const coverSample = 512;

/**
 * Finds accounts to draw cover from.
 *
 * @param isProven Only those that batches on the chain have shown to do no harm: whose signature was checked, for credits those that were
 *   touched. Where there are too few the operator's own account stands for them. So a batch that fails didn't fail because of its cover.
 */
export async function findCover({ accounts }: Pick<Store, 'accounts'>, isProven: boolean): Promise<Cover> {
  const sample = await accounts.sample(coverSample);
  if (!isProven) return sample;
  const states = await accounts.many(sample.serials);
  const serialsOf = (fits: (state: AccountState) => boolean) => states.filter(fits).map(({ serial }) => serial);
  return {
    serials: serialsOf(hasSigned),
    // A fresh account has no blinding yet.
    earning: serialsOf((state) => isEarningAccount(state) && state.blinding !== 0n),
  };
}

/** Whether a batch has settled a receipt of the account, or paid it out. */
function hasSigned(state: AccountState): boolean {
  const isSettled = !isEarningAccount(state) && Object.values(state.counters).some((units) => units > 0n);
  return isSettled || state.nonce > 0;
}
