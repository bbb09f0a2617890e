import { connectChain } from '@tallystick/prover/chain';
import { type AllowanceRecord, createAllowanceBook } from '@tallystick/prover/client-files';
import { deriveAccountKey, type Terms } from '@tallystick/prover/core';
import { openRecorded } from '@tallystick/prover/opening';
import type { Deployment } from '@tallystick/verifier-contracts';
import type { DevWallet } from './devWallets.js';

export type OpenDevAccountParameters = {
  rpcUrl: string;
  deployment: Deployment;
  wallet: DevWallet;
  /** Folder of the wallet's records. */
  records: string;
  /** All but the view key, which comes from the wallet. */
  terms: Omit<Terms, 'viewKey'>;
  /** Token base units. */
  amount: bigint;
};

/** An account that its wallet has a record of. */
export type DevAccount = AllowanceRecord & { serial: number };

/**
 * The wallet's account for a provider, or its earning account where the provider's serial is 0: the one in its records, as
 * `tallystick allowance open` keeps them, or one that is opened and recorded now.
 */
export async function openDevAccount(parameters: OpenDevAccountParameters): Promise<DevAccount> {
  const { rpcUrl, deployment, wallet, terms, amount } = parameters;
  const book = createAllowanceBook(parameters.records);
  const isWanted = (record: AllowanceRecord): boolean =>
    record.status === 'open' &&
    record.terms.providerSerial === terms.providerSerial &&
    record.rollup.toLowerCase() === deployment.rollup.toLowerCase();
  let record = (await book.list()).find(isWanted);
  if (record === undefined) {
    const { publicClient, writer } = await connectChain({ rpcUrl, deployment, pollingIntervalMs: 50 });
    const { privateKey: root } = await deriveAccountKey(wallet.account);
    const walletClient = writer(wallet.account);
    ({ record } = await openRecorded({ book, deployment, publicClient, walletClient, root, terms, amount }));
  }
  const { serial } = record;
  if (serial === undefined) throw new TypeError('an open account has a serial');
  return { ...record, serial };
}
