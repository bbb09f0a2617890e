import type { Address } from 'viem';
import type { BatchRequest } from '../src/batch/request.js';
import type { ExecutedBatch } from '../src/batch/steps.js';
import type { AccountState } from '../src/core/account/account.js';
import { leafOf, openedAccount } from '../src/core/account/leaf.js';
import { createMemoryAccountStore } from '../src/core/account/stores.js';
import type { Terms } from '../src/core/account/terms.js';
import { computeDomain } from '../src/core/domain.js';
import { FIELD_MODULUS } from '../src/core/field.js';
import { type Receipt, signReceipt } from '../src/core/receipt/receipt.js';
import type { Shape } from '../src/core/shape.js';
import { publicKeyOf } from '../src/core/signature.js';
import { AccountTree } from '../src/core/tree/AccountTree.js';
import { createMemoryNodeStore } from '../src/core/tree/nodeStores.js';
import { type Units, ZERO_UNITS } from '../src/core/units.js';
import { signWithdrawal, type Withdrawal } from '../src/core/withdrawal.js';
import { seededRandom } from './seededRandom.js';

export const TINY: Shape = {
  id: 1,
  name: 'tiny',
  opens: 2,
  settles: 4,
  credits: 2,
  withdrawals: 1,
  activeDepth: 12,
  capDepth: 2,
};

export const NOW = 1_800_000_000;
export const RECIPIENT: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const PRICES: Units = { computeUnitSeconds: 3n, storageGibHours: 50n, egressMib: 7n };

export type World = Awaited<ReturnType<typeof createWorld>>;

/**
 * A small deployment in memory: the operator is serial 1, then come the providers, then the allowances (the i-th pays
 * provider i modulo their number), all as fresh as `open` leaves them. A seed determines everything but signatures.
 */
export async function createWorld({
  seed = 1,
  providers = 1,
  allowances = 3,
  shape = TINY,
}: {
  seed?: number;
  providers?: number;
  allowances?: number;
  shape?: Shape;
} = {}) {
  const random = seededRandom(seed);
  const field = () => random() % FIELD_MODULUS;
  const domain = computeDomain({ chainId: 31337, rollup: '0x5FbDB2315678afecb367f032d93F642f64180aa3' });
  const nodes = createMemoryNodeStore();
  const accounts = createMemoryAccountStore();
  const keys = new Map<number, bigint>();
  const serials: number[] = [];

  const earning = (): Terms => ({ providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey: field() });
  const allowance = (providerSerial: number, expiry = NOW + 3600): Terms => ({
    providerSerial,
    prices: { ...PRICES },
    expiry,
    viewKey: field(),
  });
  /** Puts an account, fresh but for `changes`, into the tree and the store without a batch. */
  const insert = async (terms: Terms, amount: bigint, changes: Partial<AccountState> = {}): Promise<AccountState> => {
    const serial = serials.length + 1;
    const privateKey = field() / 2n + 1n;
    keys.set(serial, privateKey);
    serials.push(serial);
    const state = { ...openedAccount({ serial, owner: publicKeyOf(privateKey), terms, amount }), ...changes };
    await new AccountTree(nodes).update(serial, leafOf(state));
    await accounts.set([state]);
    return state;
  };
  const keyOf = (serial: number): bigint => {
    const key = keys.get(serial);
    if (key === undefined) throw new Error(`no key for serial ${serial}`);
    return key;
  };
  const account = async (serial: number): Promise<AccountState> => {
    const state = await accounts.get(serial);
    if (state === undefined) throw new Error(`no account ${serial}`);
    return state;
  };

  await insert(earning(), 0n);
  for (let i = 0; i < providers; i++) await insert(earning(), 0n);
  for (let i = 0; i < allowances; i++) await insert(allowance(2 + (i % providers)), 1_000_000n);

  return {
    nodes,
    accounts,
    domain,
    keys,
    keyOf,
    serials,
    random,
    field,
    earning,
    allowance,
    insert,
    account,
    receipt: (serial: number, units: Partial<Units>, privateKey = keyOf(serial)): Receipt =>
      signReceipt({ domain, serial, units: { ...ZERO_UNITS, ...units }, privateKey }),
    withdrawal: (serial: number, amount: bigint, nonce = 0, privateKey = keyOf(serial)): Withdrawal =>
      signWithdrawal({ domain, serial, nonce, amount, recipient: RECIPIENT, privateKey }),
    request: (overrides: Partial<BatchRequest> = {}): BatchRequest => ({
      shape,
      domain,
      now: NOW,
      salt: field(),
      feeBps: 100,
      operatorSerial: 1,
      firstSerial: serials.length + 1,
      opens: [],
      settlements: [],
      withdrawals: [],
      random,
      coverSerials: [...serials],
      ...overrides,
    }),
    /** Makes a batch final. */
    commit: async ({ nodes: entries, accounts: states }: ExecutedBatch) => {
      await nodes.set(entries);
      await accounts.set(states);
    },
  };
}
