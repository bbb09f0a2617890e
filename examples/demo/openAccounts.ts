import { openAllowance } from '@tallystick/prover/chain';
import {
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  type GrumpkinKey,
  type Prices,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import type { SequencerClient } from '@tallystick/prover/sequencer-client';
import type { Deployment } from '@tallystick/verifier-contracts';
import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
} from 'viem';
import { type HDAccount, mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';

/** The development chain's own mnemonic: its accounts have test ether, and everybody knows their keys. */
const MNEMONIC = 'test test test test test test test test test test test junk';

/** The n-th funded wallet of the development chain. */
export function developmentWallet(n: number): HDAccount {
  return mnemonicToAccount(MNEMONIC, { addressIndex: n });
}

export type Participant = { wallet: HDAccount; serial: number; key: GrumpkinKey; terms: Terms; openFeeWei: bigint };

export type OpenAccountParameters = {
  rpcUrl: string;
  deployment: Deployment;
  sequencer: SequencerClient;
  wallet: HDAccount;
  /** 0 for an earning account. */
  providerSerial: number;
  prices?: Prices;
  /** Unix seconds. */
  expiry?: number;
  /** Token base units. */
  amount: bigint;
};

/** What every party does first: derive its keys from its wallet, open an account on the chain, disclose the terms to the operator. */
export async function openAccount(parameters: OpenAccountParameters): Promise<Participant> {
  const { deployment, sequencer, wallet, providerSerial, prices = ZERO_UNITS, expiry = 0, amount } = parameters;
  const { privateKey: root } = await deriveAccountKey(wallet);
  const derivation = { root, index: 0, domain: deployment.domain };
  const key = deriveAllowanceKey(derivation);
  const terms: Terms = { providerSerial, prices, expiry, viewKey: deriveViewKey(derivation) };
  const { serial, openFeeWei } = await openAllowance({
    ...chainClients(parameters.rpcUrl, wallet),
    rollup: deployment.rollup,
    owner: key.publicKey,
    terms,
    amount,
  });
  await sequencer.registerAccount({ serial, owner: key.publicKey, terms });
  return { wallet, serial, key, terms, openFeeWei };
}

/** viem clients of one wallet. */
export type ChainClients = {
  publicClient: PublicClient<Transport, Chain>;
  walletClient: WalletClient<Transport, Chain, Account>;
};

/** Makes both for a wallet on the development chain. */
export function chainClients(rpcUrl: string, account: Account): ChainClients {
  const transport = http(rpcUrl);
  return {
    publicClient: createPublicClient({ transport, chain: foundry, pollingInterval: 50 }),
    walletClient: createWalletClient({ transport, chain: foundry, account }),
  };
}
