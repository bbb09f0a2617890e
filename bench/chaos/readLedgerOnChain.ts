import { rebuildTree, recoverAccount } from '@tallystick/prover/chain';
import type { AccountState, Terms } from '@tallystick/prover/core';
import { type Deployment, rollupAbi } from '@tallystick/verifier-contracts';
import type { Address, PublicClient } from 'viem';

export type ReadLedgerOnChainParameters = {
  publicClient: PublicClient;
  deployment: Deployment;
  /** Of every account that is to be read: its view key opens what L1 has of it. */
  accounts: readonly { serial: number; terms: Terms }[];
  recipients: readonly Address[];
};

export type LedgerOnChain = {
  /** Batches that the contract has taken. */
  batches: number;
  /** The contract's own. */
  root: bigint;
  /** Of the tree that the events alone give. */
  rebuiltRoot: bigint;
  /** By serial, for those that a batch has opened. */
  accounts: Map<number, AccountState>;
  /** Token base units that can be claimed, by recipient in lower case. */
  credited: Map<string, bigint>;
};

/** Reads accounts and withdrawals from L1 alone, as somebody would who has no sequencer to ask. */
export async function readLedgerOnChain(parameters: ReadLedgerOnChainParameters): Promise<LedgerOnChain> {
  const { publicClient, deployment, recipients } = parameters;
  const contract = { address: deployment.rollup, abi: rollupAbi } as const;
  const [batchId, root] = await publicClient.readContract({ ...contract, functionName: 'latest' });
  const openings = parameters.accounts.map(({ serial }) => ({ serial, batchId }));
  const rebuilt = await rebuildTree({ client: publicClient, deployment, toBatch: batchId, openings });
  const accounts = new Map<number, AccountState>();
  for (const [i, { serial, terms }] of parameters.accounts.entries()) {
    const opening = rebuilt.openings[i];
    const state = opening && recoverAccount(opening, terms);
    // One that waits in the queue still is known by its open, but in no tree.
    if (state && opening.leaf !== 0n) accounts.set(serial, state);
  }
  const credited = new Map<string, bigint>();
  for (const recipient of recipients) {
    const amount = await publicClient.readContract({ ...contract, functionName: 'claimable', args: [recipient] });
    credited.set(recipient.toLowerCase(), amount);
  }
  return { batches: Number(batchId), root, rebuiltRoot: rebuilt.root, accounts, credited };
}
