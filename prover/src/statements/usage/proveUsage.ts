import { type AccountState, isEarningAccount, validateAccountState } from '../../core/account/account.js';
import { leafOf } from '../../core/account/leaf.js';
import { packWord } from '../../core/account/packing.js';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { isFieldElement } from '../../core/field.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { MAX_COUNTER, MAX_SERIAL, validateInteger } from '../../core/limits.js';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { rootOfPath, TREE_DEPTH } from '../../core/tree/nodes.js';
import { UNIT_KEYS } from '../../core/units.js';
import type { CircuitInputs } from '../../proving/groth16/proof.js';
import { proveGroth16 } from '../../proving/groth16/proveGroth16.js';
import { assertArtifacts, type StatementArtifacts } from '../../proving/groth16/statementArtifacts.js';
import { type Resource, toUsageInputs, type UsageProof } from './statement.js';
import { usageError } from './usageErrors.js';

/** An earning account as it stood under one state root. Secret: it holds the balance, the counters and the view key. */
export type UsageOpening = {
  root: bigint;
  /** Undefined when it was not open yet: its counters then count as 0. */
  account: AccountState | undefined;
  /** Field elements, [16][3], leaf level first; `AccountTree.path` and `rebuildTree` give them. */
  siblings: readonly (readonly [bigint, bigint, bigint])[];
};

export type ProveUsageParameters = {
  /** `loadStatementArtifacts({ statement: 'usage' })`. */
  artifacts: StatementArtifacts<'usage'>;
  /** Serial of the provider's earning account. */
  serial: number;
  /** The account under the root to count from; without an account when it was opened later. */
  before: UsageOpening;
  /** The account under the root to count to. */
  after: UsageOpening;
  resource: Resource;
  /** Units by which the counter rose at least, from 0 to 2^44 - 1. */
  minIncrease: bigint;
  onProgress?: OnProgress | undefined;
};

export type ProvedUsage = UsageProof & { witnessMs: number; proveMs: number };

/**
 * Proves that a provider delivered at least so many units of a resource between two states of the rollup. Everything is checked
 * here first, so that a refusal names what is wrong. The view key never leaves the machine and is in no error.
 *
 * @throws usage/out-of-range, usage/not-an-earning-account, usage/different-accounts, usage/opening-mismatch,
 * usage/insufficient-increase, account/…, statement/wrong-artifacts, statement/unprovable, statement/prover-failed
 *
 * @example
 * import { readUsageOpenings } from '@tallystick/prover/chain';
 * import { loadStatementArtifacts } from '@tallystick/prover/proving';
 * import { proveUsage } from '@tallystick/prover/statements';
 *
 * const artifacts = await loadStatementArtifacts({ statement: 'usage', chainId });
 * const account = { client: publicClient, deployment, serial: 2, viewKey };
 * const { before, after } = await readUsageOpenings({ ...account, fromBatch: 10n, toBatch: 20n });
 * const proof = await proveUsage({ artifacts, serial: 2, before, after, resource: 'egressMib', minIncrease: 5_000n });
 */
export async function proveUsage(parameters: ProveUsageParameters): Promise<ProvedUsage> {
  const { artifacts, serial, before, after, resource, minIncrease, onProgress } = parameters;
  assertArtifacts(artifacts, 'usage');
  await loadCrypto();
  const account = await reportStep({ step: 'check', detail: `usage of serial ${serial}`, onProgress }, async () =>
    check(parameters),
  );
  const statement = { serial, rootBefore: before.root, rootAfter: after.root, resource, minIncrease };
  const { proof, witnessMs, proveMs } = await proveGroth16({
    artifacts,
    inputs: toUsageCircuitInputs({ serial, before, after: { ...after, account }, resource, minIncrease }),
    publicInputs: toUsageInputs(statement),
    onProgress,
  });
  return { statement: 'usage', ...statement, proof, witnessMs, proveMs };
}

function check({ serial, before, after, resource, minIncrease }: ProveUsageParameters): AccountState {
  const toError = usageError.of('usage/out-of-range');
  validateInteger(serial, { field: 'serial', min: 1, max: MAX_SERIAL, toError });
  if (!UNIT_KEYS.includes(resource)) throw outOfRange('resource', resource, `one of ${UNIT_KEYS.join(', ')}`);
  if (typeof minIncrease !== 'bigint' || minIncrease < 0n || minIncrease > MAX_COUNTER) {
    throw outOfRange('minIncrease', minIncrease, `bigint from 0 to ${MAX_COUNTER}`);
  }
  const { account } = after;
  if (account === undefined) throw outOfRange('after.account', 'absent', 'the account at the later root');
  for (const [field, opening] of [['before', before] as const, ['after', after] as const]) {
    checkOpening(field, opening, serial);
  }
  const earlier = before.account;
  if (earlier !== undefined) {
    const { owner, terms } = earlier;
    const differs =
      owner.x !== account.owner.x || owner.y !== account.owner.y || terms.viewKey !== account.terms.viewKey;
    if (differs) throw usageError('usage/different-accounts', { facts: { field: 'before.account', serial } });
  }
  const increase = account.counters[resource] - (earlier?.counters[resource] ?? 0n);
  if (increase < minIncrease) {
    throw usageError('usage/insufficient-increase', {
      facts: { field: 'minIncrease', resource, given: minIncrease, expected: `at most ${increase}` },
    });
  }
  return account;
}

function checkOpening(name: 'before' | 'after', { root, account, siblings }: UsageOpening, serial: number): void {
  if (!isFieldElement(root)) throw outOfRange(`${name}.root`, root, 'a field element');
  const shaped =
    Array.isArray(siblings) && siblings.length === TREE_DEPTH && siblings.every((level) => level?.length === 3);
  if (!shaped || !siblings.flat().every(isFieldElement)) {
    throw outOfRange(`${name}.siblings`, undefined, `field elements, [${TREE_DEPTH}][3]`);
  }
  if (account !== undefined) {
    validateAccountState(account);
    if (account.serial !== serial) {
      throw usageError('usage/different-accounts', {
        facts: { field: `${name}.account.serial`, given: account.serial, expected: serial },
      });
    }
    if (!isEarningAccount(account)) {
      const given = account.terms.providerSerial;
      throw usageError('usage/not-an-earning-account', {
        facts: { field: `${name}.account.terms.providerSerial`, given, expected: 0 },
      });
    }
  }
  const reached = rootOfPath({ index: serial, leaf: account === undefined ? 0n : leafOf(account), siblings });
  if (reached === root) return;
  throw usageError('usage/opening-mismatch', {
    facts: { field: `${name}.root`, given: root, expected: reached },
  });
}

function outOfRange(field: string, given: unknown, expected: string): TallystickError {
  return usageError('usage/out-of-range', {
    message: `${field}: expected ${expected}`,
    facts: { field, ...(given === undefined ? {} : { given }), expected },
  });
}

/** The inputs of the usage circuit by name. Unchecked, and secret. An account that isn't there has word and blinding 0. */
export function toUsageCircuitInputs(parameters: {
  serial: number;
  before: UsageOpening;
  after: UsageOpening & { account: AccountState };
  resource: Resource;
  minIncrease: bigint;
}): CircuitInputs {
  const { serial, before, after, resource, minIncrease } = parameters;
  const { owner, terms } = after.account;
  const both = [before, after];
  return {
    serial: BigInt(serial),
    rootA: before.root,
    rootB: after.root,
    resource: BigInt(UNIT_KEYS.indexOf(resource)),
    minIncrease,
    owner: [owner.x, owner.y],
    viewKey: terms.viewKey,
    words: both.map(({ account }) => (account === undefined ? 0n : packWord(account))),
    blindings: both.map(({ account }) => account?.blinding ?? 0n),
    siblings: both.map(({ siblings }) => siblings),
    presentA: before.account === undefined ? 0n : 1n,
  };
}
