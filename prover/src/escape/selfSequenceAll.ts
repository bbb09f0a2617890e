import type { Terms } from '../core/account/terms.js';
import type { TallystickError } from '../core/errors/TallystickError.js';
import type { Receipt } from '../core/receipt/receipt.js';
import { assertReferenceStringAllowed } from '../proving/artifacts/referenceString.js';
import { createAccountRecovery, type RecoveredOwnAccounts } from './createAccountRecovery.js';
import { escapeError } from './escapeErrors.js';
import type { OwnAccount, OwnBatchContent, OwnWithdrawal, SelfSequenced } from './ownBatch.js';
import { type LostReceipt, type OwnBatchPlan, planOwnBatches } from './planOwnBatches.js';
import { rememberSignatures } from './rememberSignatures.js';
import type { SelfSequenceParameters } from './selfSequence.js';
import { sequenceOwnBatch } from './sequenceOwnBatch.js';
import { assertShapeRegistered } from './submitOwnBatch.js';

export type SelfSequenceAllParameters = Omit<SelfSequenceParameters, keyof OwnBatchContent | 'recover'> & {
  /** Whose batches they are: the provider that the receipts pay, or whoever withdraws. */
  account: OwnAccount;
  receipts: readonly Receipt[];
  /** Of the receipts' allowances, by serial, with their view keys. */
  terms: ReadonlyMap<number, Terms>;
  /** Goes into the last batch. */
  withdrawal?: Pick<OwnWithdrawal, 'amount' | 'recipient'> | undefined;
};

export type SelfSequencedAll = {
  /** In the order of the chain. */
  made: SelfSequenced[];
  /** Serials whose receipts had been settled before the first batch. */
  settled: number[];
  /** As of the last batch. */
  lost: LostReceipt[];
};

/**
 * Settles every receipt that can be settled, in as many batches as that takes, and withdraws with the last one. What goes into a batch
 * is planned anew at each attempt, for allowances expire and others settle while this waits: a receipt that can't be settled, any more
 * or at all, stays out by itself, and a notice tells why.
 *
 * @throws account/not-recoverable when the terms aren't those of `account`; escape/nothing-to-do, escape/not-your-turn,
 * escape/shape-unavailable, and whatever `makeOwnBatch`, `proveBatch` and `submitOwnBatch` throw
 *
 * @example
 * import { selfSequenceAll } from '@tallystick/prover/escape';
 * import { createProver, loadArtifacts } from '@tallystick/prover/proving';
 *
 * const artifacts = await loadArtifacts({ shape: 'tiny', chainId });
 * const prover = await createProver();
 * const { made, lost } = await selfSequenceAll({
 *   publicClient, walletClient, deployment, artifacts, prover, receipts,
 *   account: { serial: 2, terms, privateKey },
 *   terms: allowanceTerms, // by the receipts' serials
 *   withdrawal: { amount: 'all', recipient },
 * });
 * await prover.destroy();
 */
export async function selfSequenceAll(parameters: SelfSequenceAllParameters): Promise<SelfSequencedAll> {
  const { publicClient, deployment, artifacts, account, receipts, terms, withdrawal, onProgress } = parameters;
  const { reserve = false, pause } = parameters;
  const { serial } = account;
  const { shape } = artifacts;
  const known = new Map<number, OwnAccount>([[serial, account]]);
  const unknown = new Map<number, TallystickError>();
  for (const { serial: of } of receipts) {
    const its = terms.get(of);
    if (known.has(of)) continue;
    if (its !== undefined) known.set(of, { serial: of, terms: its });
    else unknown.set(of, escapeError('escape/unknown-terms', { facts: { field: 'terms', serial: of } }));
  }
  const withdrawals: OwnWithdrawal[] = withdrawal === undefined ? [] : [{ serial, ...withdrawal }];
  const isSigned = rememberSignatures();
  const told = new Map<number, string>();
  let latest: OwnBatchPlan | undefined;

  function plan({ states, unrecoverable, now }: RecoveredOwnAccounts): OwnBatchPlan {
    const fatal = unrecoverable.get(serial);
    if (fatal !== undefined) throw fatal;
    const reasons = new Map([...unknown, ...unrecoverable]);
    const rules = { domain: deployment.domain, providerSerial: serial, now, isSigned };
    latest = planOwnBatches(receipts, { states, unrecoverable: reasons, shape, ...rules });
    for (const { serial: of, error } of latest.lost) {
      if (told.get(of) === error.code) continue;
      told.set(of, error.code);
      onProgress?.({ step: 'settle', status: 'notice', detail: `serial ${of}: ${error.code}: ${error.message}` });
    }
    return latest;
  }

  function choose(recovered: RecoveredOwnAccounts): (OwnBatchContent & { isLast: boolean }) | undefined {
    const { batches } = plan(recovered);
    const [settlements = []] = batches;
    const isLast = batches.length <= 1;
    if (settlements.length === 0 && withdrawals.length === 0) return undefined;
    const touched = new Set([serial, ...settlements.map(({ serial: of }) => of)]);
    const accounts = [...touched].flatMap((of) => known.get(of) ?? []);
    return { accounts, settlements, withdrawals: isLast ? withdrawals : [], isLast };
  }

  assertReferenceStringAllowed(artifacts.referenceString, deployment.chainId);
  await assertShapeRegistered({ publicClient, rollup: deployment.rollup, shape });
  const recover = createAccountRecovery({ publicClient, deployment, accounts: [...known.values()] });
  // Before anything is reserved or waited for.
  const { settled, batches } = plan(await recover({ onProgress }));
  const made: SelfSequenced[] = [];
  for (let isDone = batches.length === 0 && withdrawals.length === 0; !isDone; ) {
    const done = await sequenceOwnBatch({ ...parameters, recover, choose, reserve, pause, onProgress });
    if (done !== undefined) made.push(done.batch);
    isDone = done === undefined || done.content.isLast;
  }
  if (made.length === 0) throw escapeError('escape/nothing-to-do', { facts: { serial } });
  return { made, settled, lost: latest?.lost ?? [] };
}
