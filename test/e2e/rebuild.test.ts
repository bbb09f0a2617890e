import { connectChain, rebuildTree, recoverAccount } from '@tallystick/prover/chain';
import {
  type AccountState,
  AccountTree,
  createMemoryNodeStore,
  hashTerms,
  leafOf,
  loadCrypto,
  openedAccount,
  publicKeyOf,
  type Terms,
  updateLeaves,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { deployRollup, deployTestToken, rollupAbi } from '@tallystick/verifier-contracts';
import { createPublicClient, createWalletClient, http } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { developmentWallet } from '../../examples/demo/openAccounts.js';
import { refreshed } from '../../prover/src/core/account/leaf.js';
import { updateCount } from '../../prover/src/core/shape.js';
import { ALWAYS_TRUE } from '../../prover/test-support/ALWAYS_TRUE.js';
import { seededRandom } from '../../prover/test-support/seededRandom.js';
import { type Anvil, startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';

/** As large as the largest of circuits.json. */
const shape = { id: 3, name: 'large', opens: 8, settles: 141, credits: 8, withdrawals: 8 };
const UPDATES = 10_000;
const MOST_MS = 60_000;
const OPENING_BATCHES = 24;
const GAS = 5_000_000n;

let anvil: Anvil;
beforeAll(async () => {
  [anvil] = await Promise.all([startAnvil(), loadCrypto()]);
});
afterAll(() => anvil?.stop());

/**
 * A rollup with large batches one after the other: the first ones open accounts, and every slot of every batch refreshes one of those that
 * are open, as cover does. Contract, opens, updates, events, tree and roots are real; the verifier is a TEST DOUBLE, since proofs, which a
 * rebuild doesn't look at, would take ten minutes.
 */
async function createHistory() {
  const slots = updateCount(shape);
  const transport = http(anvil.rpcUrl);
  const publicClient = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 });
  const walletClient = createWalletClient({ chain: foundry, transport, account: developmentWallet(0) });
  const clients = { publicClient, walletClient };
  const random = seededRandom(41);
  const termsOf = (serial: number): Terms => ({
    providerSerial: serial === 1 ? 0 : 1,
    prices: { ...ZERO_UNITS },
    expiry: serial === 1 ? 0 : 2_000_000_000,
    viewKey: BigInt(serial) + 1_000n,
  });
  const ownerOf = (serial: number) => publicKeyOf(BigInt(serial) + 7n);
  const deployment = await deployRollup({
    ...clients,
    token: await deployTestToken(clients),
    shapes: [{ ...shape, verifierBytecode: ALWAYS_TRUE }],
    operator: { address: walletClient.account.address, owner: ownerOf(1), terms: hashTerms(termsOf(1)) },
  });
  let nonce = await publicClient.getTransactionCount({ address: walletClient.account.address });
  const contract = { address: deployment.rollup, abi: rollupAbi } as const;
  const fees = { gas: GAS, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n };

  // The deployment opened the operator's account.
  const serials = Array.from({ length: OPENING_BATCHES * shape.opens }, (_, i) => i + 1);
  for (const serial of serials.slice(1)) {
    const { x, y } = ownerOf(serial);
    const args = [x, y, hashTerms(termsOf(serial)), 0n] as const;
    const value = deployment.openFeeWei;
    await walletClient.writeContract({ ...contract, ...fees, functionName: 'open', args, value, nonce: nonce++ });
  }

  const states = new Map<number, AccountState>();
  const nodes = createMemoryNodeStore();
  const now_ = Number((await publicClient.getBlock()).timestamp);
  let oldRoot = await new AccountTree(nodes).root();
  let updates = 0;
  let batches = 0;
  for (; updates < UPDATES; batches++) {
    const leaves = new Map<number, bigint>();
    const opening = serials.slice(batches * shape.opens, (batches + 1) * shape.opens);
    const opens = opening.map((serial) => {
      const [owner, terms] = [ownerOf(serial), termsOf(serial)];
      states.set(serial, openedAccount({ serial, owner, terms, amount: 0n }));
      return { ownerX: owner.x, ownerY: owner.y, terms: hashTerms(terms), amount: 0n };
    });
    const salt = random() >> 8n;
    const slotted = Array.from({ length: slots }, (_, slot) => {
      const state = states.get(Number(random() % BigInt(states.size)) + 1);
      if (state === undefined) throw new Error('no account');
      const next = refreshed(state, { salt, slot });
      states.set(state.serial, next.state);
      leaves.set(state.serial, next.leaf);
      return { serial: state.serial, leaf: next.leaf, maskedWord: next.maskedWord };
    });
    for (const serial of opening) {
      const state = states.get(serial);
      if (state !== undefined && !leaves.has(serial)) leaves.set(serial, leafOf(state));
    }
    const newRoot = await updateLeaves(nodes, leaves);
    const batch = {
      oldRoot,
      newRoot,
      now_,
      salt,
      opens,
      serials: slotted.map(({ serial }) => serial),
      leaves: slotted.map(({ leaf }) => leaf),
      maskedWords: slotted.map(({ maskedWord }) => maskedWord),
      withdrawals: [],
    };
    const args = [BigInt(shape.id), batch, '0x'] as const;
    await walletClient.writeContract({ ...contract, ...fees, functionName: 'submitBatch', args, nonce: nonce++ });
    oldRoot = newRoot;
    updates += slots + opens.length;
  }
  return { deployment, states, termsOf, updates, batches: BigInt(batches) };
}

/** The root that the accounts' leaves give one by one, apart from how batches and a rebuild compute it. */
async function rootOf(states: Iterable<AccountState>): Promise<bigint> {
  const tree = new AccountTree(createMemoryNodeStore());
  for (const state of states) await tree.update(state.serial, leafOf(state));
  return tree.root();
}

test('default: 10,000 updates are rebuilt from a node in under 60 s, with the root of the contract', async () => {
  const { deployment, states, termsOf, updates, batches } = await createHistory();
  const { publicClient } = await connectChain({ rpcUrl: anvil.rpcUrl, deployment });
  const openings = [1, 2, states.size].map((serial) => ({ serial, batchId: batches }));
  const startMs = performance.now();
  const rebuilt = await rebuildTree({ client: publicClient, deployment, openings });
  const ms = performance.now() - startMs;

  const contract = { address: deployment.rollup, abi: rollupAbi, functionName: 'latest' } as const;
  const [batchId, root] = await publicClient.readContract(contract);
  expect(rebuilt).toMatchObject({ batchId, root, updates });
  expect(batchId).toBe(batches);
  expect(updates).toBeGreaterThanOrEqual(UPDATES);
  expect(await rootOf(states.values())).toBe(root);
  for (const opening of rebuilt.openings) {
    expect(recoverAccount(opening, termsOf(opening.serial))).toEqual(states.get(opening.serial));
  }
  console.info(`${updates} updates in ${batches} batches rebuilt in ${(ms / 1000).toFixed(1)} s`);
  expect(ms).toBeLessThan(MOST_MS);
});
