import type { Deployment } from '@tallystick/verifier-contracts';
import type { AccountState } from '../account/AccountState.js';
import { createMemoryAccountStore } from '../account/createMemoryAccountStore.js';
import type { BatchOpen, BatchRequest } from '../batch/BatchRequest.js';
import type { ExecutedBatch } from '../batch/ExecutedBatch.js';
import { executeBatch } from '../batch/executeBatch.js';
import { TallystickError } from '../errors/TallystickError.js';
import { randomField } from '../field/randomField.js';
import type { Shape } from '../shape/Shape.js';
import { signWithdrawal } from '../withdrawal/signWithdrawal.js';
import type { Withdrawal } from '../withdrawal/Withdrawal.js';
import type { RecoveredOwnAccounts } from './createAccountRecovery.js';
import type { OwnAccount, OwnWithdrawal } from './OwnAccount.js';
import type { OwnBatchContent } from './OwnBatchContent.js';

export type ExecuteOwnBatchParameters = OwnBatchContent & {
  deployment: Pick<Deployment, 'domain'>;
  shape: Shape;
  recovered: RecoveredOwnAccounts;
  random?: (() => bigint) | undefined;
};

/**
 * Makes a batch of one's own out of what was recovered from L1 data. Nothing is read or sent.
 *
 * @throws escape/not-in-tree, escape/nothing-to-do, account/not-recoverable, batch/…; crypto/not-loaded
 */
export async function executeOwnBatch(parameters: ExecuteOwnBatchParameters): Promise<ExecutedBatch> {
  const { deployment, shape, recovered, accounts, random = randomField } = parameters;
  const { settlements = [], withdrawals = [], openCount = 0 } = parameters;
  const { tree, states, unrecoverable, now, firstSerial } = recovered;
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
