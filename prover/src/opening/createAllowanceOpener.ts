import type { Deployment } from '@tallystick/verifier-contracts';
import type { PrivateKeyAccount } from 'viem';
import { connectChain } from '../chain/connectChain.js';
import { readOpens } from '../chain/readOpens.js';
import type { AllowanceRecord } from '../clientFiles/book/AllowanceRecord.js';
import { type AllowanceBook, createAllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { isSameRollup } from '../clientFiles/book/isSameRollup.js';
import { clientFilesError } from '../clientFiles/clientFilesErrors.js';
import { type Counters, openCounters } from '../clientFiles/openCounters.js';
import { stateFolder } from '../clientFiles/stateFolder.js';
import type { AskedPayment, OpenAllowances, OpenedAllowances } from '../consumer/AllowanceOpener.js';
import { clientError } from '../consumer/clientErrors.js';
import type { ClientAllowance } from '../consumer/options.js';
import { assertViemAccount } from '../core/assertViemAccount.js';
import { fieldToHex } from '../core/field.js';
import { deriveAccountKey, deriveAllowanceKey } from '../core/keys.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import { amountOwed } from '../core/receipt/receipt.js';
import { coversUnits, ZERO_UNITS } from '../core/units.js';
import type { Demand } from '../core/x402/demand.js';
import { hostKind } from '../guarded/hostKind.js';
import { isPublicHost } from '../guarded/isPublicHost.js';
import { createSequencerClient } from '../sequencerClient/createSequencerClient.js';
import type { SequencerClient } from '../sequencerClient/SequencerClient.js';
import { fetchNamed } from './fetchNamed.js';
import { openingError } from './openingErrors.js';
import { openRecorded } from './openRecorded.js';
import { registerOpened } from './registerOpened.js';

export type AllowanceOpenerOptions = {
  /** The wallet that pays in, and from which the allowances' keys are derived: a viem account with a key of its own. */
  account: PrivateKeyAccount;
  /** The deployment that the caller trusts; nothing is opened in another one, whatever a demand says. */
  deployment: Deployment;
  /** The caller's own endpoint of the chain. */
  rpcUrl: string;
  /** Token base units that are paid into an allowance. */
  amount: bigint;
  /** Token base units that may lie in allowances of this deployment at once, over all providers, by the local records of those that haven't expired. */
  maxAmount: bigint;
  /** How long an allowance lasts; 30 days by default. */
  lifetimeSeconds?: number;
  /** The deployment's sequencer; by default the one that a demand names, if it does by https. */
  sequencer?: string;
  /** Folder of the records, `--state` of the command; the platform's for application data by default. */
  folder?: string;
  /** Whether to pay at an origin although the provider was paid at another one before; false by default. */
  trustOrigin?: boolean;
  /**
   * How long a request waits until a batch has opened its allowance; 2 minutes by default. What was paid in stays recorded, and the next
   * request goes on with it.
   */
  timeoutMs?: number;
  /** How often the sequencer and the chain are asked; 1,000 by default. */
  pollIntervalMs?: number;
  onProgress?: OnProgress;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
};

/** Opens allowances, and keeps their records and counters. */
export type AllowanceOpener = {
  /** For `open` of `createPayingFetch`. */
  open: OpenAllowances;
  /** Keeps what the last answers said, and lets other processes pay from the allowances. Await it when the last answer is there. */
  close(): Promise<void>;
};

/** How long one answer of a sequencer is waited for at most. */
const ANSWER_MS = 10_000;
const DAY_SECONDS = 86_400;
const LIFETIME_SECONDS = 30 * DAY_SECONDS;
/** An allowance that expires sooner doesn't keep another from being opened: gateways stop taking its receipts some time before. */
const LAST_SECONDS = 3600;
/** This machine, as a demand may name it without TLS. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Opens an allowance when a provider asks to be paid that the client has none for, so that a paying fetch gets from a 402 to a payment by
 * itself. What is open already by the records on this machine, those of `tallystick allowance open` among them, is used first. Await
 * `loadCrypto()` before.
 *
 * Of a demand it takes the provider's serial and prices, which go into the terms, and the sequencer's address where the caller gives none.
 * Chain, contract and token are the caller's own: a demand that names others is refused. The record of an allowance is on the disk before any
 * money moves, so after a crash the same allowance is gone on with.
 *
 * Who could cheat how: whoever answers at an origin can name any provider and any prices. What is paid in can then be spent for that provider
 * alone, by receipts that the fetch signs within its own caps; what isn't spent comes back to the wallet's owner when it has expired. A
 * provider who falsely says that an allowance is used up gets no second one. A sequencer that a demand names is given the terms with the
 * allowance's view key, so it can read the allowance's balance and counters, and it can say that an allowance is open which isn't: the
 * provider won't serve then. It can spend nothing. It is asked by https alone, or on this machine where the service itself is; in a private
 * network only where the service's own address or name is of one. What a name stands for is looked up before anything is paid in, and checked
 * again at each connection. No more than 1 MB is read of an answer, and it holds up a request for no longer than `timeoutMs`, and others
 * not at all.
 *
 * @throws client/bad-configuration, key/not-of-viem; from `open`: opening/…, client/cap-exceeded, client/other-origin, client/counters-locked, and what
 *   opening and registering throw
 *
 * @example
 * import { createPayingFetch, loadCrypto } from '@tallystick/prover';
 * import { createAllowanceOpener } from '@tallystick/prover/opening';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * await loadCrypto();
 * const account = privateKeyToAccount(walletKey);
 * const caps = { amount: 100_000n, maxAmount: 500_000n }; // token base units: in one allowance, and in all
 * const opener = createAllowanceOpener({ account, deployment, rpcUrl: 'https://rpc.example', ...caps });
 * const pay = createPayingFetch({ open: opener.open, maxAmount: 500_000n, maxAmountPerRequest: 1_000n });
 * const response = await pay('https://provider.example/infer');
 * await opener.close();
 */
export function createAllowanceOpener(options: AllowanceOpenerOptions): AllowanceOpener {
  const { account, deployment, amount, maxAmount, trustOrigin = false, onProgress } = options;
  const { lifetimeSeconds = LIFETIME_SECONDS, timeoutMs = 120_000, pollIntervalMs = 1_000 } = options;
  const { domain, chainId } = deployment;
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  assertViemAccount(account, 'account');
  assertOptions({ amount, maxAmount, lifetimeSeconds, timeoutMs });
  const origins = new Map<number, string>();
  let tools: Promise<Tools> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();

  type Tools = { book: AllowanceBook; counters: Counters; root: bigint };

  async function takeUp(): Promise<Tools> {
    const folder = await stateFolder(options.folder, 'folder');
    const { privateKey: root } = await deriveAccountKey(account);
    const book = createAllowanceBook(folder);
    const originOf = (serial: number): string | undefined => origins.get(serial);
    return { book, root, counters: await openCounters({ book, folder, domain, chainId, originOf }) };
  }

  function isOwn(record: AllowanceRecord, root: bigint): boolean {
    const { publicKey } = deriveAllowanceKey({ root, index: record.index, domain });
    return isSameRollup(record, deployment) && publicKey.x === record.owner.x && publicKey.y === record.owner.y;
  }

  function assertDeployment({ network, domain: given, way }: Demand): void {
    const { asset } = way as { asset?: unknown };
    const facts = { chainId, domain: fieldToHex(domain), token: deployment.token };
    if (network === `eip155:${chainId}` && given === domain && isSameText(asset, deployment.token)) return;
    const shown = { network, domain: fieldToHex(given), token: typeof asset === 'string' ? asset : null };
    throw openingError('opening/other-deployment', { facts: { field: 'deployment', given: shown, expected: facts } });
  }

  /** @throws client/cap-exceeded */
  function assertCap(records: readonly AllowanceRecord[]): void {
    const held = records
      .filter((record) => isSameRollup(record, deployment) && record.status !== 'refunded')
      .filter(({ terms }) => terms.expiry > clock())
      .reduce((sum, record) => sum + record.amount, 0n);
    if (held + amount <= maxAmount) return;
    const facts = { field: 'open.maxAmount', given: held + amount, expected: `at most ${maxAmount}` };
    throw clientError('client/cap-exceeded', { facts });
  }

  /** Records of the provider that can pay the demand, those that are used up left out. */
  async function findUsable({ book, root, counters }: Tools, { demand }: AskedPayment): Promise<AllowanceRecord[]> {
    const usable: AllowanceRecord[] = [];
    for (const record of await book.list()) {
      const { terms, serial } = record;
      if (record.status === 'refunded' || terms.providerSerial !== demand.providerSerial) continue;
      if (terms.expiry <= clock() + LAST_SECONDS || !coversUnits(terms.prices, demand.prices)) continue;
      if (!isOwn(record, root)) continue;
      const worth = (units: typeof demand.price): bigint =>
        amountOwed({ from: ZERO_UNITS, to: units, prices: terms.prices });
      const signed = serial === undefined ? undefined : (await counters.state.load(serial))?.signed;
      if (record.amount - worth(signed ?? ZERO_UNITS) >= worth(demand.price)) usable.push(record);
    }
    return usable;
  }

  /** A record whose open may have got onto the chain before this process knew. */
  async function resume(book: AllowanceBook, record: AllowanceRecord): Promise<AllowanceRecord | undefined> {
    if (record.status === 'open') return record;
    const { publicClient } = await connect();
    const opens = await readOpens({ publicClient, ...deployment, opener: account.address });
    const found = opens.get(record.owner.x);
    if (found === undefined) return undefined;
    const open: AllowanceRecord = { ...record, status: 'open', ...found };
    await book.update((records) =>
      records.map((kept) => (isSameRollup(kept, open) && kept.owner.x === open.owner.x ? open : kept)),
    );
    return open;
  }

  const connect = () => connectChain({ rpcUrl: options.rpcUrl, deployment, pollingIntervalMs: pollIntervalMs });

  async function sequencerFor({ origin, demand }: AskedPayment): Promise<SequencerClient> {
    const answerMs = Math.min(ANSWER_MS, timeoutMs);
    if (options.sequencer !== undefined) return createSequencerClient({ url: options.sequencer, timeoutMs: answerMs });
    const { extra } = demand.way as { extra?: { sequencer?: unknown } };
    const named = extra?.sequencer;
    // Whoever is in a private network himself may name what is there too.
    const allowPrivate = hostKind(new URL(origin)) === 'private';
    if (isSafeFor(named, origin) && (allowPrivate || (await isPublicHost(new URL(named)))))
      return createSequencerClient({ url: named, timeoutMs: answerMs, fetch: fetchNamed({ allowPrivate }) });
    throw openingError('opening/no-sequencer', { facts: { field: 'sequencer', given: named ?? null, origin } });
  }

  async function openFor(asked: AskedPayment): Promise<OpenedAllowances> {
    assertDeployment(asked.demand);
    assertEnough(asked.demand, amount);
    const sequencer = await sequencerFor(asked);
    // One after the other: two that open at once would not see each other's records. What a sequencer takes its time for is no part of it.
    const recorded = last.then(() => findOrOpen(asked));
    last = recorded.catch(() => undefined);
    const { taken, records } = await recorded;
    return useRecords(taken, { records, sequencer, origin: asked.origin });
  }

  /** Records of allowances on the chain that can pay the demand. */
  async function findOrOpen(asked: AskedPayment): Promise<{ taken: Tools; records: AllowanceRecord[] }> {
    const { demand, origin } = asked;
    tools ??= takeUp().catch((error: unknown) => {
      tools = undefined;
      throw error;
    });
    const taken = await tools;
    const { book, root } = taken;
    const paidAt = new Set(
      (await book.list())
        .filter((record) => isSameRollup(record, deployment) && record.terms.providerSerial === demand.providerSerial)
        .flatMap((record) => record.origins ?? []),
    );
    if (paidAt.size > 0 && !paidAt.has(origin) && !trustOrigin) {
      const facts = { field: 'origin', given: origin, expected: [...paidAt], providerSerial: demand.providerSerial };
      throw clientFilesError('client/other-origin', { facts });
    }
    const records: AllowanceRecord[] = [];
    for (const record of await findUsable(taken, asked)) {
      const open = await resume(book, record);
      if (open !== undefined) records.push(open);
    }
    if (records.length === 0) {
      assertCap(await book.list()); // before the chain is asked anything
      const chain = await connect();
      const terms = {
        providerSerial: demand.providerSerial,
        prices: demand.prices,
        expiry: clock() + lifetimeSeconds,
      };
      const { record } = await openRecorded({
        book,
        deployment,
        publicClient: chain.publicClient,
        walletClient: chain.writer(account),
        root,
        terms,
        amount,
        onProgress,
        assertRecords: assertCap,
      });
      records.push(record);
    }
    return { taken, records };
  }

  async function useRecords(
    { book, root, counters }: Tools,
    given: { records: readonly AllowanceRecord[]; sequencer: SequencerClient; origin: string },
  ): Promise<OpenedAllowances> {
    const { records, sequencer, origin } = given;
    const known = records.flatMap((record) =>
      record.serial === undefined ? [] : [{ ...record, serial: record.serial }],
    );
    // At once, so that several take no longer than one may.
    const registered = await Promise.allSettled(
      known.map((record) => registerOpened({ record, book, sequencer, timeoutMs, pollIntervalMs })),
    );
    for (const result of registered) if (result.status === 'rejected') throw result.reason;
    const allowances = known.map(({ serial, index, terms }): ClientAllowance => {
      origins.set(serial, origin);
      const { privateKey } = deriveAllowanceKey({ root, index, domain });
      return { serial, domain, chainId, terms, privateKey, origin };
    });
    return { allowances, state: counters.state };
  }

  return {
    open(asked) {
      const opened = openFor(asked).finally(() => underWay.delete(opened));
      underWay.add(opened);
      return opened;
    },
    async close() {
      await Promise.allSettled(underWay);
      await (await tools)?.counters.close();
      tools = undefined;
    },
  };
}

function assertOptions({
  lifetimeSeconds,
  timeoutMs,
  ...amounts
}: Record<'amount' | 'maxAmount', bigint> & Record<'lifetimeSeconds' | 'timeoutMs', number>): void {
  for (const [field, given] of Object.entries(amounts)) {
    if (typeof given === 'bigint' && given > 0n) continue;
    const facts = { field, given: given ?? null, expected: 'a bigint above 0' };
    throw clientError('client/bad-configuration', { facts });
  }
  if (!(Number.isSafeInteger(timeoutMs) && timeoutMs > 0)) {
    const facts = { field: 'timeoutMs', given: timeoutMs, expected: 'an integer above 0' };
    throw clientError('client/bad-configuration', { facts });
  }
  if (Number.isSafeInteger(lifetimeSeconds) && lifetimeSeconds > LAST_SECONDS) return;
  const facts = { field: 'lifetimeSeconds', given: lifetimeSeconds, expected: `an integer above ${LAST_SECONDS}` };
  throw clientError('client/bad-configuration', { facts });
}

/**
 * Checks that an allowance can pay for the request at all.
 *
 * @throws client/cap-exceeded
 */
function assertEnough({ price, prices }: Demand, amount: bigint): void {
  const given = amountOwed({ from: ZERO_UNITS, to: price, prices });
  if (given <= amount) return;
  throw clientError('client/cap-exceeded', { facts: { field: 'open.amount', given, expected: `at most ${amount}` } });
}

function isSameText(given: unknown, expected: string): boolean {
  return typeof given === 'string' && given.toLowerCase() === expected.toLowerCase();
}

/** Whether a demand's address of a sequencer has a form in which one may be asked; where it leads is looked at apart. */
function isSafeFor(given: unknown, origin: string): given is string {
  if (typeof given !== 'string' || !URL.canParse(given)) return false;
  const url = new URL(given);
  const asked = new URL(origin);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'http:') return LOOPBACK.test(url.hostname) && LOOPBACK.test(asked.hostname);
  return url.protocol === 'https:';
}
