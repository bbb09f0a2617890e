import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openAllowance } from '@tallystick/prover/chain';
import {
  accessToken,
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  fieldToHex,
  type GrumpkinKey,
  serializeReceipt,
  serializeWithdrawal,
  signReceipt,
  signWithdrawal,
  type Terms,
  UNIT_KEYS,
  type Units,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { type Deployment, testTokenAbi } from '@tallystick/verifier-contracts';
import { getAddress, keccak256, toHex } from 'viem';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import type { Dice } from './createDice.js';
import type { Sender } from './createSender.js';
import type { Ledger, LedgerAllowance, LedgerProvider } from './Ledger.js';

export type CreateClientsParameters = {
  rpcUrl: string;
  deployment: Deployment;
  sender: Sender;
  dice: Dice;
  /** Told of every receipt and withdrawal that was acknowledged. */
  onAccepted: () => void;
};

/** Consumers and providers who keep a sequencer busy, and keep the books of what it acknowledged. */
export type Clients = {
  ledger: Ledger;
  /** Opens a provider's account, and withdraws from it from then on. */
  addProvider(): Promise<void>;
  /** Opens an allowance for one of the providers, and hands in receipts from then on. */
  addAllowance(): Promise<void>;
  /** Ends after what each is handing in now: everything that was signed is acknowledged then. @throws what any of them threw */
  stop(): Promise<void>;
  /** Rejects when one of them was refused something that it had a right to. */
  failed: Promise<never>;
};

/** Every price is a multiple of 10,000, so that fees come out even and don't depend on how receipts are put together. */
const PRICES = { computeUnitSeconds: 10_000n, storageGibHours: 30_000n, egressMib: 20_000n };
const DEPOSIT = 10n ** 14n;
const LIFETIME_SECONDS = 30 * 86_400;

const text = (prices: Units) => Object.fromEntries(UNIT_KEYS.map((key) => [key, prices[key].toString()]));

/** Makes clients; they share one wallet of the development chain. */
export function createClients({ rpcUrl, deployment, sender, dice, onAccepted }: CreateClientsParameters): Clients {
  const { domain, rollup, token } = deployment;
  const wallet = developmentWallet(1);
  const clients = chainClients(rpcUrl, wallet);
  const ledger: Ledger = { allowances: [], providers: [] };
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal); // every client that pauses listens to it
  const running: Promise<void>[] = [];
  let accounts = 0;
  let recipients = 0;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever doesn't wait for it hears of it from `stop`.
  failed.catch(() => {});

  const run = (client: Promise<void>): void => {
    client.catch(fail);
    running.push(client);
  };
  const pause = (mostMs: number) => delay(20 + dice.below(mostMs), undefined, { signal }).catch(() => {});

  async function open(termsOf: (viewKey: bigint) => Terms, deposit: bigint) {
    const { privateKey: root } = await deriveAccountKey(wallet);
    const derivation = { root, index: accounts++, domain };
    const key = deriveAllowanceKey(derivation);
    const terms = termsOf(deriveViewKey(derivation));
    if (deposit > 0n) {
      const mint = {
        address: token,
        abi: testTokenAbi,
        functionName: 'mint',
        args: [wallet.address, deposit],
      } as const;
      await clients.publicClient.waitForTransactionReceipt({ hash: await clients.walletClient.writeContract(mint) });
    }
    const { serial } = await openAllowance({ ...clients, rollup, owner: key.publicKey, terms, amount: deposit });
    const { providerSerial, expiry, prices, viewKey } = terms;
    await sender.post('/v1/accounts', {
      serial,
      owner: { x: fieldToHex(key.publicKey.x), y: fieldToHex(key.publicKey.y) },
      terms: { providerSerial, expiry, prices: text(prices), viewKey: fieldToHex(viewKey) },
    });
    return { serial, key, terms };
  }

  async function consume({ serial, terms, receipts }: LedgerAllowance, { privateKey }: GrumpkinKey): Promise<void> {
    const provider = ledger.providers.find((each) => each.serial === terms.providerSerial);
    if (!provider) throw new Error(`No provider ${terms.providerSerial}`);
    const token = accessToken({ viewKey: provider.terms.viewKey, serial: provider.serial });
    let units: Units = ZERO_UNITS;
    while (!signal.aborted) {
      units = {
        computeUnitSeconds: units.computeUnitSeconds + BigInt(1 + dice.below(20)),
        storageGibHours: units.storageGibHours + BigInt(dice.below(3)),
        egressMib: units.egressMib + BigInt(dice.below(100)),
      };
      const receipt = signReceipt({ domain, serial, units, privateKey });
      await sender.post('/v1/settlements', serializeReceipt(receipt), token);
      receipts.push(units);
      onAccepted();
      await pause(400);
    }
  }

  async function withdraw({ serial, terms, withdrawals }: LedgerProvider, { privateKey }: GrumpkinKey): Promise<void> {
    const accessKey = accessToken({ viewKey: terms.viewKey, serial });
    while (!signal.aborted) {
      const account = (await sender.get(`/v1/accounts/${serial}`, accessKey)) as { balance: string; nonce: number };
      const most = Math.min(Number(account.balance), 1_000_000_000);
      // Of two withdrawals, the second has to wait for the first.
      if (account.nonce === withdrawals.length && most > 0) {
        const recipient = getAddress(`0x${keccak256(toHex(`recipient ${++recipients}`)).slice(-40)}`);
        const order = { serial, nonce: account.nonce, amount: BigInt(1 + dice.below(most)), recipient };
        const signed = signWithdrawal({ ...order, domain, privateKey });
        await sender.post('/v1/withdrawals', serializeWithdrawal(signed));
        withdrawals.push({ recipient, amount: order.amount });
        onAccepted();
      }
      await pause(600);
    }
  }

  return {
    ledger,
    failed,
    async addProvider() {
      const termsOf = (viewKey: bigint) => ({ providerSerial: 0, prices: ZERO_UNITS, expiry: 0, viewKey });
      const { key, ...account } = await open(termsOf, 0n);
      const provider: LedgerProvider = { ...account, withdrawals: [] };
      ledger.providers.push(provider);
      run(withdraw(provider, key));
    },
    async addAllowance() {
      const providerSerial = dice.pick(ledger.providers).serial;
      const { timestamp } = await clients.publicClient.getBlock();
      const expiry = Number(timestamp) + LIFETIME_SECONDS;
      const { key, ...account } = await open(
        (viewKey) => ({ providerSerial, prices: PRICES, expiry, viewKey }),
        DEPOSIT,
      );
      const allowance: LedgerAllowance = { ...account, deposit: DEPOSIT, receipts: [] };
      ledger.allowances.push(allowance);
      run(consume(allowance, key));
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
