import { clientError } from '../consumer/clientErrors.js';
import type { ClientStateStore } from '../consumer/clientState.js';
import type { ClientAllowance } from '../consumer/options.js';
import { assertViemAccount } from '../core/assertViemAccount.js';
import { fieldToHex } from '../core/field.js';
import { deriveAccountKey, deriveAllowanceKey, type SigningWallet } from '../core/keys.js';
import { coversUnits, type Prices, UNIT_KEYS } from '../core/units.js';
import type { AllowanceRecord } from './book/AllowanceRecord.js';
import { createAllowanceBook } from './book/createAllowanceBook.js';
import { clientFilesError } from './clientFilesErrors.js';
import { isOfDeployment, openCounters } from './openCounters.js';
import { stateFolder } from './stateFolder.js';

export type LocalAllowancesOptions = {
  /** The wallet that opened the allowances; their keys are derived from it. A viem account will do. */
  account: SigningWallet;
  /** Where the provider's service is, e.g. `https://provider.example`. */
  origin: string;
  /** The provider's earning account. */
  providerSerial: number;
  /** The deployment, as its file or a demand names it. */
  domain: bigint;
  chainId: number;
  /** Token base units for one unit that the provider asks, where they are known: allowances with lower prices are left out. */
  prices?: Prices;
  /** Folder of the records, `--state` or TALLYSTICK_STATE of the command; the platform's for application data by default. */
  folder?: string;
  /** Whether to pay at this origin although the provider was paid at another one before; false by default. */
  trustOrigin?: boolean;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
};

/** Allowances out of the local records, as `createPayingFetch` takes them. */
export type LocalAllowances = {
  allowances: ClientAllowance[];
  /** Their counters, kept in the folder of the records. */
  state: ClientStateStore;
  /** Keeps what the last answers said, and lets other processes pay from the allowances. Await it when the last answer is there. */
  close(): Promise<void>;
};

/**
 * Opens the allowances for a provider that `tallystick allowance open` wrote on this machine, and their counters. Await `loadCrypto()` before.
 *
 * They are this process's alone until `close`, since two that count apart would sign for each other. Once a provider was paid at an origin,
 * others that name the same provider get neither receipts nor the view key unless `trustOrigin` says so: anyone can name any provider.
 *
 * @throws client/no-allowance where no record will do, with the command that opens one; client/other-origin, client/counters-locked,
 *   key/not-of-viem, cli/book-corrupt, cli/file-unreadable, cli/file-unwritable, cli/no-home, and what `deriveAccountKey` throws
 *
 * @example
 * import { createPayingFetch, loadCrypto } from '@tallystick/prover';
 * import { openLocalAllowances } from '@tallystick/prover/client-files';
 *
 * await loadCrypto();
 * const origin = 'https://provider.example';
 * const local = await openLocalAllowances({ account: wallet, origin, providerSerial: 2, chainId, domain });
 * const { allowances, state } = local;
 * const pay = createPayingFetch({ allowances, state, maxAmount: 1_000_000n }); // token base units
 * const response = await pay(`${origin}/infer`);
 * await local.close();
 */
export async function openLocalAllowances(options: LocalAllowancesOptions): Promise<LocalAllowances> {
  const { providerSerial, domain, chainId, trustOrigin = false } = options;
  assertViemAccount(options.account, 'account');
  const { origin } = new URL(options.origin);
  const folder = await stateFolder(options.folder, 'folder');
  const book = createAllowanceBook(folder);
  const ofProvider = (await book.list()).filter(({ terms }) => terms.providerSerial === providerSerial);
  const records = ofProvider.filter((record) => isOfDeployment(record, { domain, chainId }));
  const elsewhere = ofProvider.filter((record) => !records.includes(record));
  const origins = new Set(records.flatMap((record) => record.origins ?? []));
  const now = options.clock?.() ?? Math.floor(Date.now() / 1000);
  const usable = await chooseRecords(records, { ...options, folder, now, elsewhere });
  if (origins.size > 0 && !origins.has(origin) && !trustOrigin) {
    const facts = { field: 'origin', given: origin, expected: [...origins], providerSerial };
    throw clientFilesError('client/other-origin', { facts });
  }
  const allowances = usable.map(
    ({ record, privateKey }): ClientAllowance => ({
      serial: record.serial as number,
      domain,
      chainId,
      terms: record.terms,
      privateKey,
      origin,
    }),
  );

  const counters = await openCounters({ book, folder, domain, chainId, originOf: () => origin });
  return { allowances, ...counters };
}

/** Whoever opened an allowance here can be told by his records that the service is where they are not. */
const OTHER_DEPLOYMENT =
  'The service asks in another deployment than that of the local allowances: if it is your own, start it again with the deployment file of now. ' +
  'Otherwise get the file of its deployment first (`tallystick deployment fetch`). ';

type Usable = { record: AllowanceRecord; privateKey: bigint };

/**
 * The records that can pay, those for lower prices than are asked left out.
 *
 * @throws client/no-allowance
 */
async function chooseRecords(
  records: readonly AllowanceRecord[],
  options: LocalAllowancesOptions & { folder: string; now: number; elsewhere: readonly AllowanceRecord[] },
): Promise<Usable[]> {
  const { account, prices, domain, chainId, providerSerial, folder, now, elsewhere } = options;
  const opened = records.filter(({ status, serial }) => status === 'open' && serial !== undefined);
  const current = opened.filter(({ terms }) => terms.expiry > now);
  const priced = current.filter(({ terms }) => prices === undefined || coversUnits(terms.prices, prices));
  const usable: Usable[] = [];
  if (priced.length > 0) {
    const { privateKey: root } = await deriveAccountKey(account);
    for (const record of priced) {
      const { privateKey, publicKey } = deriveAllowanceKey({ root, index: record.index, domain });
      if (publicKey.x === record.owner.x && publicKey.y === record.owner.y) usable.push({ record, privateKey });
    }
  }
  if (usable.length > 0) return usable;
  const serials = (some: readonly AllowanceRecord[], without: readonly AllowanceRecord[]) =>
    some.filter((record) => !without.includes(record)).map(({ serial }) => serial);
  const mismatch = records.length === 0 && elsewhere.length > 0 ? OTHER_DEPLOYMENT : '';
  throw clientError('client/no-allowance', {
    message: `None of the local allowances can pay provider ${providerSerial}`,
    facts: {
      field: 'providerSerial',
      given: providerSerial,
      chainId,
      domain: fieldToHex(domain),
      folder,
      ...(prices === undefined ? {} : { prices }),
      expired: serials(opened, current),
      atLowerPrices: serials(current, priced),
      ofOtherWallets: priced.map(({ serial }) => serial),
      ofOtherDeployments: serials(elsewhere, []),
    },
    remedy: `${mismatch}Open one: ${openCommand(providerSerial, prices)}`,
  });
}

/** The command that opens an allowance, with the amount left to the reader. */
function openCommand(providerSerial: number, prices: Prices | undefined): string {
  const names = { computeUnitSeconds: 'compute', storageGibHours: 'storage', egressMib: 'egress' } as const;
  const asked = UNIT_KEYS.filter((key) => prices === undefined || prices[key] > 0n);
  const options = asked.map((key) => `--${names[key]}-price ${prices?.[key] ?? 'PRICE'}`).join(' ');
  return `tallystick allowance open --provider ${providerSerial} ${options} --expiry +30d --amount AMOUNT`;
}
