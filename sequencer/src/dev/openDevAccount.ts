import { join } from 'node:path';
import { connectChain, openAllowance } from '@tallystick/prover/chain';
import { type AllowanceRecord, createAllowanceBook } from '@tallystick/prover/client-files';
import { deriveAccountKey, deriveAllowanceKey, deriveViewKey, type Terms } from '@tallystick/prover/core';
import type { SequencerClient } from '@tallystick/prover/sequencer-client';
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
  const { records, terms, deployment } = parameters;
  const kept = (await createAllowanceBook(records).list()).find(
    (record) =>
      record.status === 'open' &&
      record.terms.providerSerial === terms.providerSerial &&
      record.rollup.toLowerCase() === deployment.rollup.toLowerCase(),
  );
  const record = kept ?? (await openNew(parameters));
  const { serial } = record;
  if (serial === undefined) throw new TypeError('an open account has a serial');
  return { ...record, serial };
}

/** Gives the terms of an account to the sequencer, and notes it in the records. */
export async function registerDevAccount(
  account: DevAccount,
  { sequencer, records }: { sequencer: SequencerClient; records: string },
): Promise<void> {
  const { serial, owner, terms } = account;
  if (account.registered) return;
  await sequencer.registerAccount({ serial, owner, terms });
  await createAllowanceBook(records).update((kept) =>
    kept.map((one) => (one.owner.x === owner.x ? { ...one, registered: true } : one)),
  );
}

async function openNew(parameters: OpenDevAccountParameters): Promise<AllowanceRecord> {
  const { rpcUrl, deployment, wallet, amount } = parameters;
  const { chainId, rollup, domain } = deployment;
  const book = createAllowanceBook(parameters.records);
  const root = (await deriveAccountKey(wallet.account)).privateKey;
  const index = (await book.list()).length;
  const owner = deriveAllowanceKey({ root, index, domain }).publicKey;
  const terms = { ...parameters.terms, viewKey: deriveViewKey({ root, index, domain }) };
  const opening: AllowanceRecord = { chainId, rollup, index, owner, terms, amount, status: 'opening', registered: false };
  await book.update((kept) => [...kept, opening]);
  const { publicClient, writer } = await connectChain({ rpcUrl, deployment, pollingIntervalMs: 50 });
  const opened = await openAllowance({ publicClient, walletClient: writer(wallet.account), rollup, owner, terms, amount });
  const { serial, transactionHash } = opened;
  const open: AllowanceRecord = { ...opening, status: 'open', serial, transactionHash };
  await book.update((kept) => kept.map((one) => (one.owner.x === owner.x ? open : one)));
  return open;
}

/** Where the records of the network's parties lie. */
export const recordsOf = (folder: string, party: 'own' | 'provider'): string => join(folder, party);
