import type { AccountState } from './AccountState.js';

/** Whether the account earns (a provider's or the operator's) rather than prepays. */
export function isEarningAccount({ terms }: Pick<AccountState, 'terms'>): boolean {
  return terms.providerSerial === 0;
}
