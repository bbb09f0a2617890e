import { type BatchRequest, type ExecutedBatch, executeBatch } from '@tallystick/prover/batch';
import { openAllowance } from '@tallystick/prover/chain';
import {
  type AccountState,
  createMemoryAccountStore,
  createMemoryNodeStore,
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  type GrumpkinKey,
  hashTerms,
  type Prices,
  type Receipt,
  randomField,
  signReceipt,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { createProver, loadArtifacts } from '@tallystick/prover/proving';
import {
  deployRollup,
  deployTestToken,
  rollupAbi,
  testTokenAbi,
  toBatchArgument,
} from '@tallystick/verifier-contracts';
import { type Address, createTestClient, http } from 'viem';
import { type ChainClients, chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';

/** What a stranger has: its wallet, from which the keys follow, the terms that it agreed on, and a connection to the chain. */
export type Stranger = {
  clients: ChainClients;
  address: Address;
  serial: number;
  key: GrumpkinKey;
  terms: Terms;
};

const PRICES: Prices = { computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 7n };

/**
 * A development chain with the contracts on it and an operator in memory, without any sequencer: an operator that can vanish for good.
 * Proofs are real.
 */
export async function createEscapeWorld() {
  const artifacts = await loadArtifacts({ shape: 'tiny' });
  const anvil = await startAnvil();
  const prover = await createProver();
  const operatorWallet = developmentWallet(0);
  const operatorClients = chainClients(anvil.rpcUrl, operatorWallet);
  const { publicClient, walletClient } = operatorClients;
  const test = createTestClient({ mode: 'anvil', transport: http(anvil.rpcUrl) });
  const chainTime = async () => Number((await publicClient.getBlock()).timestamp);

  const root = (await deriveAccountKey(operatorWallet)).privateKey;
  const operatorTerms: Terms = { providerSerial: 0, prices: ZERO_UNITS, expiry: 0, viewKey: randomField() };
  const operatorKey = deriveAllowanceKey({ root, index: 0, domain: 1n });
  const token = await deployTestToken(operatorClients);
  const deployment = await deployRollup({
    ...operatorClients,
    token,
    shapes: [{ ...artifacts.shape, verifierBytecode: artifacts.verifier.bytecode }],
    operator: { address: operatorWallet.address, owner: operatorKey.publicKey, terms: hashTerms(operatorTerms) },
  });
  const { rollup, domain } = deployment;
  const contract = { address: rollup, abi: rollupAbi } as const;

  /** The operator's memory: gone when it vanishes. */
  let memory: { nodes: ReturnType<typeof createMemoryNodeStore>; accounts: Map<number, AccountState> } | undefined = {
    nodes: createMemoryNodeStore(),
    accounts: new Map(),
  };
  const waiting: BatchRequest['opens'] = [{ owner: operatorKey.publicKey, terms: operatorTerms, amount: 0n }];

  async function open({
    wallet: n,
    index,
    providerSerial,
    expiry = 0,
    amount = 0n,
    disclose = true,
  }: {
    wallet: number;
    index: number;
    providerSerial: number;
    expiry?: number;
    amount?: bigint;
    disclose?: boolean;
  }): Promise<Stranger> {
    const wallet = developmentWallet(n);
    const clients = chainClients(anvil.rpcUrl, wallet);
    const derivation = { root: (await deriveAccountKey(wallet)).privateKey, index, domain };
    const key = deriveAllowanceKey(derivation);
    const prices = providerSerial === 0 ? ZERO_UNITS : PRICES;
    const terms: Terms = { providerSerial, prices, expiry, viewKey: deriveViewKey(derivation) };
    if (amount > 0n) {
      const mint = { address: token, abi: testTokenAbi, functionName: 'mint', args: [wallet.address, amount] } as const;
      await publicClient.waitForTransactionReceipt({ hash: await walletClient.writeContract(mint) });
    }
    const { serial } = await openAllowance({ ...clients, rollup, owner: key.publicKey, terms, amount });
    if (disclose) waiting.push({ owner: key.publicKey, terms, amount });
    return { clients, address: wallet.address, serial, key, terms };
  }

  /** A batch of the operator's: the next two accounts of the queue, and these receipts. */
  async function operate(settlements: Receipt[] = []): Promise<ExecutedBatch> {
    if (memory === undefined) throw new Error('The operator has vanished');
    const [firstSerial] = await publicClient.readContract({ ...contract, functionName: 'queue' });
    const accounts = createMemoryAccountStore(memory.accounts.values());
    const opens = waiting.splice(0, 2);
    const executed = await executeBatch({
      nodes: memory.nodes,
      accounts,
      request: {
        shape: artifacts.shape,
        domain,
        now: await chainTime(),
        salt: randomField(),
        feeBps: deployment.feeBps,
        operatorSerial: 1,
        firstSerial,
        opens,
        settlements,
        withdrawals: [],
        random: randomField,
        coverSerials: [...memory.accounts.keys()],
      },
    });
    const { proof } = await prover.proveBatch(artifacts, executed);
    const args = [BigInt(artifacts.shape.id), toBatchArgument(executed), proof] as const;
    const hash = await walletClient.writeContract({ ...contract, functionName: 'submitBatch', args });
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error("The operator's batch was refused");
    await memory.nodes.set(executed.nodes);
    for (const state of executed.accounts) memory.accounts.set(state.serial, state);
    return executed;
  }

  return {
    artifacts,
    deployment,
    prover,
    rpcUrl: anvil.rpcUrl,
    publicClient,
    open,
    operate,
    hasWaiting: () => waiting.length > 0,
    chainTime,
    /** Receipt for so many units of each priced resource. */
    receipt: ({ serial, key }: Stranger, compute: bigint, egress: bigint): Receipt =>
      signReceipt({
        domain,
        serial,
        units: { computeUnitSeconds: compute, storageGibHours: 0n, egressMib: egress },
        privateKey: key.privateKey,
      }),
    /** The operator forgets everything and does nothing any more. What it knew last is for the test to compare with. */
    vanish(): ReadonlyMap<number, AccountState> {
      const known = memory?.accounts ?? new Map();
      memory = undefined;
      return known;
    },
    /** Moves the chain's time on by so many seconds. */
    async pass(seconds: number): Promise<void> {
      await test.increaseTime({ seconds });
      await test.mine({ blocks: 1 });
    },
    tokensOf: (of: Address): Promise<bigint> =>
      publicClient.readContract({ address: token, abi: testTokenAbi, functionName: 'balanceOf', args: [of] }),
    read: {
      owed: () => publicClient.readContract({ ...contract, functionName: 'totalOwed' }),
      inTree: () => publicClient.readContract({ ...contract, functionName: 'totalInTree' }),
      latest: () => publicClient.readContract({ ...contract, functionName: 'latest' }),
      anyoneFrom: () => publicClient.readContract({ ...contract, functionName: 'anyoneFrom' }),
    },
    async stop(): Promise<void> {
      await prover.destroy();
      await anvil.stop();
    },
  };
}

export type EscapeWorld = Awaited<ReturnType<typeof createEscapeWorld>>;
