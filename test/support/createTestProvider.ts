import type { ClientAllowance } from '@tallystick/prover/consumer';
import {
  computeDomain,
  encodePayment,
  publicKeyOf,
  type Receipt,
  signReceipt,
  type Units,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import {
  type Allowance,
  createGateway,
  createMemoryReceiptStore,
  createStaticAllowanceSource,
  type GatewayOptions,
  type ReceiptStore,
} from '@tallystick/prover/provider';

/** The moment at which every test here takes place, unix seconds. */
export const NOW = 1_900_000_000;
export const PRIVATE_KEY = 123_456_789n;
export const DEPLOYMENT = {
  chainId: 31337,
  rollup: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  token: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
} as const;

export const compute = (units: number | bigint): Units => ({ ...ZERO_UNITS, computeUnitSeconds: BigInt(units) });

export type TestProviderOptions = Partial<GatewayOptions> & {
  serial?: number;
  allowance?: Partial<Allowance>;
};

/** A provider with serial 2 and one allowance of 1,000 base units at 2 for a unit-second, 3 for a GiB-hour, 5 for a MiB. */
export function createTestProvider({ serial = 7, allowance: changes, ...options }: TestProviderOptions = {}) {
  const prices = { computeUnitSeconds: 2n, storageGibHours: 3n, egressMib: 5n };
  const domain = computeDomain(DEPLOYMENT);
  const allowance: Allowance = {
    serial,
    owner: publicKeyOf(PRIVATE_KEY),
    terms: { providerSerial: 2, prices, expiry: NOW + 86_400 },
    balance: 1_000n,
    settled: ZERO_UNITS,
    ...changes,
  };
  const store: ReceiptStore = options.store ?? createMemoryReceiptStore();
  const gateway = createGateway({
    ...DEPLOYMENT,
    providerSerial: 2,
    prices,
    store,
    allowances: createStaticAllowanceSource([allowance]),
    clock: () => NOW,
    log: false,
    ...options,
  });
  const sign = (units: Units, changed: Partial<Receipt> & { privateKey?: bigint } = {}): Receipt => {
    const { privateKey = PRIVATE_KEY, ...rest } = changed;
    return { ...signReceipt({ domain, serial, units, ...rest, privateKey }) };
  };
  const pay = (receipt: Receipt): string => encodePayment({ network: `eip155:${DEPLOYMENT.chainId}`, receipt });
  const consumer = (origin: string): ClientAllowance => ({
    serial,
    domain,
    chainId: DEPLOYMENT.chainId,
    terms: { ...allowance.terms, viewKey: 99n },
    privateKey: PRIVATE_KEY,
    origin,
  });
  return { gateway, store, allowance, domain, prices, sign, pay, consumer };
}
