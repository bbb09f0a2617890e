import { type BatchRequest, type ExecutedBatch, executeBatch } from '@tallystick/prover/batch';
import {
  createMemoryAccountStore,
  createMemoryNodeStore,
  deriveAllowanceKey,
  deriveViewKey,
  type Point,
  type Receipt,
  randomField,
  type Shape,
  signReceipt,
  signWithdrawal,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import type { Address } from 'viem';

export type Party = { serial: number; privateKey: bigint; publicKey: Point; terms: Terms };

export type BatchScenarioParameters = {
  shape: Shape;
  domain: bigint;
  feeBps: number;
  /** Unix seconds of the batches. */
  now: () => number;
  /** The account that the deployment gave to the operator; made from the domain when left out. */
  operator?: Party;
};

const PRICES = { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n };
const DEPOSIT = 10n ** 12n;
const ROOT = 7n;
const ALLOWANCES = 7;

/**
 * A rollup's state in memory that grows as a real one does: the operator (serial 1), a provider (2) and allowances (from 3 on), opened
 * batch by batch, then a batch that is full of settlements.
 */
export function createBatchScenario({ shape, domain, feeBps, now, ...given }: BatchScenarioParameters) {
  const nodes = createMemoryNodeStore();
  const accounts = createMemoryAccountStore();
  const operator = given.operator ?? party(1, 0);
  const provider = party(2, 0);
  const allowances = Array.from({ length: ALLOWANCES }, (_, i) => party(3 + i, provider.serial));
  const all = [operator, provider, ...allowances];
  let opened = 0;
  /** Receipts of each allowance so far. */
  let rounds = 0;

  function party(serial: number, providerSerial: number): Party {
    const derivation = { root: ROOT, index: serial, domain };
    const terms: Terms =
      providerSerial === 0
        ? { providerSerial, prices: ZERO_UNITS, expiry: 0, viewKey: deriveViewKey(derivation) }
        : { providerSerial, prices: PRICES, expiry: now() + 86_400 * 365, viewKey: deriveViewKey(derivation) };
    return { serial, ...deriveAllowanceKey(derivation), terms };
  }

  function request(parts: Partial<Pick<BatchRequest, 'opens' | 'settlements' | 'withdrawals'>>): BatchRequest {
    return {
      opens: [],
      settlements: [],
      withdrawals: [],
      ...parts,
      shape,
      domain,
      now: now(),
      salt: randomField(),
      feeBps,
      operatorSerial: operator.serial,
      firstSerial: opened + 1,
      random: randomField,
      coverSerials: all.slice(0, opened).map(({ serial }) => serial),
    };
  }

  /**
   * What consumers sign: receipts that fill every settle slot. The allowances take turns, and each receipt adds to the one before, also to
   * those of the batches before.
   */
  function signReceipts(): Receipt[] {
    const before = rounds;
    rounds += Math.ceil(shape.settles / allowances.length);
    return Array.from({ length: shape.settles }, (_, i) => {
      const allowance = allowances[i % allowances.length];
      if (allowance === undefined) throw new RangeError('no allowances');
      const steps = BigInt(before + Math.floor(i / allowances.length) + 1);
      const units = { computeUnitSeconds: 100n * steps, storageGibHours: 3n * steps, egressMib: 20n * steps };
      return signReceipt({ domain, serial: allowance.serial, units, privateKey: allowance.privateKey });
    });
  }

  return {
    operator,
    /** What the contract has to queue, in order; the operator comes first. */
    accounts: all.map((account) => ({ ...account, amount: account.terms.providerSerial === 0 ? 0n : DEPOSIT })),
    hasUnopened: () => opened < all.length,
    /** Opens the next accounts, as many as the shape has slots. */
    executeOpens: (): Promise<ExecutedBatch> => {
      const opens = all.slice(opened, opened + shape.opens).map(({ publicKey, terms }) => ({
        owner: publicKey,
        terms,
        amount: terms.providerSerial === 0 ? 0n : DEPOSIT,
      }));
      return executeBatch({ nodes, accounts, request: request({ opens }) });
    },
    signReceipts,
    /** A batch with a receipt in every settle slot. */
    executeSettlements: (settlements = signReceipts()): Promise<ExecutedBatch> =>
      executeBatch({ nodes, accounts, request: request({ settlements }) }),
    /** The provider's first withdrawal. */
    executeWithdrawal: (amount: bigint, recipient: Address): Promise<ExecutedBatch> => {
      const { serial, privateKey } = provider;
      const withdrawal = signWithdrawal({ domain, serial, nonce: 0, amount, recipient, privateKey });
      return executeBatch({ nodes, accounts, request: request({ withdrawals: [withdrawal] }) });
    },
    commit: async (batch: ExecutedBatch): Promise<void> => {
      await nodes.set(batch.nodes);
      await accounts.set(batch.accounts);
      opened += batch.data.opens.length;
    },
  };
}
