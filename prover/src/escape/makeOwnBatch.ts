import type { Deployment } from '@tallystick/verifier-contracts';
import type { AccountState } from '../account/AccountState.js';
import { createMemoryAccountStore } from '../account/createMemoryAccountStore.js';
import type { BatchOpen, BatchRequest } from '../batch/BatchRequest.js';
import type { ExecutedBatch } from '../batch/ExecutedBatch.js';
import { executeBatch } from '../batch/executeBatch.js';
import type { ChainReader } from '../chain/ChainClients.js';
import { TallystickError } from '../errors/TallystickError.js';
import { randomField } from '../field/randomField.js';
import type { OnProgress } from '../progress/ProgressEvent.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { Shape } from '../shape/Shape.js';
import { signWithdrawal } from '../withdrawal/signWithdrawal.js';
import type { Withdrawal } from '../withdrawal/Withdrawal.js';
import { type AccountRecovery, createAccountRecovery } from './createAccountRecovery.js';
import type { OwnAccount, OwnWithdrawal } from './OwnAccount.js';

export type MakeOwnBatchParameters = {
  publicClient: ChainReader;
  deployment: Pick<Deployment, 'rollup' | 'domain' | 'deployedAtBlock'>;
  shape: Shape;
  /** Every account that the batch is to touch. The slots without other use refresh these. */
  accounts: readonly OwnAccount[];
  /** Receipts of allowances among `accounts`; their providers' accounts must be there too. */
  settlements?: readonly Receipt[];
  withdrawals?: readonly OwnWithdrawal[];
  /** How many accounts of the contract's queue to take, from its beginning; none by default. */
  openCount?: number;
  random?: () => bigint;
  /** Of these accounts at least; one that begins anew if left out. */
  recover?: AccountRecovery | undefined;
  onProgress?: OnProgress | undefined;
};

/**
 * Makes a batch without the operator, from L1 data and the secrets of one's own accounts alone: rebuilds the tree, recovers the
 * accounts, and executes. Nothing is sent. The batch names no operator and takes no fee.
 *
 * @throws escape/not-in-tree, account/not-recoverable, batch/…, chain/…; crypto/not-loaded
 */
export async function makeOwnBatch(parameters: MakeOwnBatchParameters): Promise<ExecutedBatch> {
  const { deployment, shape, accounts } = parameters;
  const { settlements = [], withdrawals = [], openCount = 0, random = randomField, onProgress } = parameters;
  const { recover = createAccountRecovery(parameters) } = parameters;
  const { tree, states, unrecoverable, now, firstSerial } = await recover({ onProgress });
  for (const { serial } of accounts) {
    const error = unrecoverable.get(serial);
    if (error !== undefined) throw error;
  }
  const known = new Map(accounts.map((account) => [account.serial, account]));
  const opens = tree.checkpoint.queued.slice(0, openCount).map(({ serial, opened }): BatchOpen => {
    const { owner, terms, amount } = opened;
    return { owner, terms: known.get(serial)?.terms ?? terms, amount };
  });
  const missing = accounts.find(({ serial }) => !states.has(serial) && serial >= firstSerial + opens.length);
  if (missing !== undefined) {
    throw new TallystickError('escape/not-in-tree', { facts: { field: 'serial', given: missing.serial } });
  }

  const stores = { nodes: tree.nodes, accounts: createMemoryAccountStore(states.values()) };
  const request: BatchRequest = {
    shape,
    domain: deployment.domain,
    now,
    salt: randomField(),
    feeBps: 0,
    operatorSerial: 0,
    firstSerial,
    opens,
    settlements: [...settlements],
    withdrawals: [],
    random,
    coverSerials: accounts.map(({ serial }) => serial),
  };
  if (withdrawals.length === 0) return executeBatch({ ...stores, request });
  // What the settlements bring has to be known before the withdrawal of everything can be signed.
  const before = await executeBatch({ ...stores, request });
  const after = new Map(before.accounts.map((state) => [state.serial, state]));
  const signed = withdrawals.map((withdrawal) => sign(withdrawal, known, after, deployment.domain));
  return executeBatch({ ...stores, request: { ...request, withdrawals: signed } });
}

function sign(
  { serial, amount: wanted, recipient }: OwnWithdrawal,
  known: ReadonlyMap<number, OwnAccount>,
  states: Map<number, AccountState>,
  domain: bigint,
): Withdrawal {
  const privateKey = known.get(serial)?.privateKey;
  const state = states.get(serial);
  if (privateKey === undefined || state === undefined) {
    throw new TallystickError('batch/unknown-account', { facts: { section: 'withdraw', serial } });
  }
  const { nonce, balance } = state;
  const amount = wanted === 'all' ? balance : wanted;
  if (amount === 0n) {
    throw new TallystickError('escape/nothing-to-do', { facts: { field: 'amount', given: amount, serial } });
  }
  states.set(serial, { ...state, nonce: nonce + 1, balance: balance - amount });
  return signWithdrawal({ domain, serial, nonce, amount, recipient, privateKey });
}
