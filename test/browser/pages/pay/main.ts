import { type ClientAllowance, createPayingFetch } from '@tallystick/prover/consumer';
import {
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  loadCrypto,
  parseReceipt,
  type SerializedReceipt,
  serializeReceipt,
  signReceipt,
  type UnsignedReceipt,
  verifyReceipt,
} from '@tallystick/prover/core';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const page = {
  /** The keys of a wallet's first account. */
  async deriveKeys({ wallet, domain }: { wallet: Hex; domain: bigint }) {
    await loadCrypto();
    const { privateKey: root } = await deriveAccountKey(privateKeyToAccount(wallet));
    const parameters = { root, index: 0, domain };
    return { root, allowance: deriveAllowanceKey(parameters), viewKey: deriveViewKey(parameters) };
  },

  async sign(receipt: UnsignedReceipt & { privateKey: bigint }): Promise<SerializedReceipt> {
    await loadCrypto();
    return serializeReceipt(signReceipt(receipt));
  },

  async isSigned({ receipt, owner }: { receipt: SerializedReceipt; owner: { x: bigint; y: bigint } }) {
    await loadCrypto();
    return verifyReceipt({ receipt: parseReceipt(receipt), owner });
  },

  /** Asks for something that costs. */
  async pay({ url, allowance, maxAmount }: { url: string; allowance: ClientAllowance; maxAmount: bigint }) {
    await loadCrypto();
    const paid: bigint[] = [];
    const payingFetch = createPayingFetch({
      allowances: [allowance],
      maxAmount,
      onPayment: ({ amount }) => paid.push(amount),
    });
    const response = await payingFetch(url);
    return { status: response.status, body: await response.text(), paid };
  },

  /** Calls a second, the best of some short runs: others may want the machine too. */
  async measure({
    receipt,
    owner,
  }: {
    receipt: UnsignedReceipt & { privateKey: bigint };
    owner: { x: bigint; y: bigint };
  }) {
    await loadCrypto();
    const signed = signReceipt(receipt);
    return {
      signatures: bestOf(() => signReceipt(receipt)),
      verifications: bestOf(() => verifyReceipt({ receipt: signed, owner })),
    };
  },
};

function bestOf(call: () => unknown): number {
  const perSecond = Array.from({ length: 60 }, () => {
    const startMs = performance.now();
    for (let i = 0; i < 8; i++) call();
    return 8_000 / (performance.now() - startMs);
  });
  return Math.max(...perSecond);
}

export type PayPage = typeof page;
Object.assign(globalThis, page);
