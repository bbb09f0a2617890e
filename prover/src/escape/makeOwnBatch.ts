import type { Deployment } from '@tallystick/verifier-contracts';
import { batchError } from '../batch/batchErrors.js';
import { executeBatch } from '../batch/executeBatch.js';
import { assertSettleable } from '../batch/ops/assertSettleable.js';
import type { BatchOpen, BatchRequest } from '../batch/request.js';
import type { ExecutedBatch } from '../batch/steps.js';
import type { ChainReader } from '../chain/ChainClients.js';
import type { AccountState } from '../core/account/account.js';
import { createMemoryAccountStore } from '../core/account/stores.js';
import { randomField } from '../core/field.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import type { Receipt } from '../core/receipt/receipt.js';
import type { Shape } from '../core/shape.js';
import type { Point } from '../core/signature.js';
import { signWithdrawal, type Withdrawal } from '../core/withdrawal.js';
import { x402Error } from '../core/x402/x402Errors.js';
import { type AccountRecovery, createAccountRecovery, type RecoveredOwnAccounts } from './createAccountRecovery.js';
import { escapeError } from './escapeErrors.js';
import type { OwnAccount, OwnBatchContent, OwnWithdrawal } from './ownBatch.js';

export type MakeOwnBatchParameters = OwnBatchContent & {
  publicClient: ChainReader;
  deployment: Pick<Deployment, 'rollup' | 'domain' | 'deployedAtBlock'>;
  shape: Shape;
  /** Uniform random bigints of at least 128 bits, for the places of settlements and for cover; `randomField` by default. */
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
 *
 * @example
 * import { makeOwnBatch } from '@tallystick/prover/escape';
 * import { loadArtifacts } from '@tallystick/prover/proving';
 *
 * const { shape } = await loadArtifacts({ shape: 'tiny', chainId });
 * const accounts = [{ serial: 2, terms, privateKey }];
 * const withdrawals = [{ serial: 2, amount: 'all', recipient }] as const;
 * const executed = await makeOwnBatch({ publicClient, deployment, shape, accounts, withdrawals });
 */
export async function makeOwnBatch(parameters: MakeOwnBatchParameters): Promise<ExecutedBatch> {
  const { recover = createAccountRecovery(parameters), onProgress } = parameters;
  return executeOwnBatch({ ...parameters, recovered: await recover({ onProgress }) });
}

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
    throw escapeError('escape/not-in-tree', { facts: { field: 'serial', given: missing.serial } });
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
    throw batchError('batch/unknown-account', { facts: { section: 'withdraw', serial } });
  }
  const { nonce, balance } = state;
  const amount = wanted === 'all' ? balance : wanted;
  if (amount === 0n) {
    throw escapeError('escape/nothing-to-do', { facts: { field: 'amount', given: amount, serial } });
  }
  states.set(serial, { ...state, nonce: nonce + 1, balance: balance - amount });
  return signWithdrawal({ domain, serial, nonce, amount, recipient, privateKey });
}

/** What a batch of one's own asks of a receipt, beside what its allowance says. */
export type OwnSettlementRules = {
  /** Of this deployment, see `computeDomain`. */
  domain: bigint;
  /** The earning account that the batch pays. */
  providerSerial: number;
  /** Of the batch's shape. */
  activeDepth: number;
  /** The batch's time, in unix seconds. */
  now: number;
  /** Whether the owner signed the receipt; checked anew if left out. */
  isSigned?: ((receipt: Receipt, owner: Point) => boolean) | undefined;
};

/**
 * Checks that a batch of one's own can settle a receipt, so that one that it can't doesn't keep the others from it.
 *
 * @throws batch/serial-beyond-depth, gateway/wrong-provider, what `assertSettleable` throws
 */
export function assertOwnSettlement(receipt: Receipt, account: AccountState, rules: OwnSettlementRules): void {
  const { serial } = receipt;
  const { terms } = account;
  const { domain, providerSerial, activeDepth, now, isSigned } = rules;
  const limit = 4 ** activeDepth;
  if (serial >= limit) {
    throw batchError('batch/serial-beyond-depth', { facts: { given: serial, expected: `below ${limit}` } });
  }
  if (terms.providerSerial !== providerSerial) {
    const facts = { serial, field: 'providerSerial', given: terms.providerSerial, expected: providerSerial };
    throw x402Error('gateway/wrong-provider', { facts });
  }
  assertSettleable({ receipt, account, domain, now, isSigned });
}
