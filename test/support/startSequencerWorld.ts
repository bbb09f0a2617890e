import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { loadCrypto, unloadCrypto } from '@tallystick/prover/core';
import { createSequencerClient, type SequencerClient } from '@tallystick/prover/sequencer-client';
import {
  createLogger,
  createSequencer,
  deploySequencer,
  resolveConfig,
  type Sequencer,
  type SequencerDeps,
} from '@tallystick/sequencer';
import { type Deployment, testTokenAbi } from '@tallystick/verifier-contracts';
import { type Address, createTestClient, http, type TestClient } from 'viem';
import { type ChainClients, chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';

/** A development chain with a deployment, and a sequencer that can be stopped and started again on one database. */
export type SequencerWorld = {
  rpcUrl: string;
  deployment: Deployment;
  dataDir: string;
  /** The operator's wallet; it may also mint test tokens. */
  operator: ChainClients;
  test: TestClient;
  /** The running sequencer and a client of it. */
  sequencer(): Sequencer;
  client(): SequencerClient;
  url(): string;
  /** Every log line so far. */
  logs(): string;
  start(deps?: SequencerDeps): Promise<void>;
  stop(): Promise<void>;
  mint(to: Address, amount: bigint): Promise<void>;
  tokens(of: Address): Promise<bigint>;
  /** Ends everything. */
  close(): Promise<void>;
};

/** Hex of the private key of the development chain's first wallet. */
function operatorKey(): `0x${string}` {
  const { privateKey } = developmentWallet(0).getHdKey();
  if (privateKey === null) throw new Error('The development wallet has no private key');
  return `0x${Buffer.from(privateKey).toString('hex')}`;
}

/** Deploys with the given shape on a chain of its own and starts the sequencer there, with real proofs. */
export async function startSequencerWorld({ shape }: { shape: string }): Promise<SequencerWorld> {
  await loadCrypto();
  const anvil = await startAnvil();
  const dataDir = await mkdtemp(join(tmpdir(), `tallystick-${randomBytes(4).toString('hex')}-`));
  // PostgreSQL may run as another user, who has to get through.
  await chmod(dataDir, 0o711);
  const { rpcUrl } = anvil;
  const deploymentFile = join(dataDir, 'deployment.json');
  const shapes = [shape];
  const deployment = await deploySequencer({
    rpcUrl,
    operatorKey: operatorKey(),
    token: 'test',
    shapes,
    deploymentFile,
    pollIntervalMs: 50,
  });
  const operator = chainClients(rpcUrl, developmentWallet(0));
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(`${chunk}`);
      done();
    },
  });
  let sequencer: Sequencer | undefined;
  const running = () => {
    if (!sequencer) throw new Error('The sequencer is not running');
    return sequencer;
  };

  const world: SequencerWorld = {
    rpcUrl,
    deployment,
    dataDir,
    operator,
    test: createTestClient({ mode: 'anvil', transport: http(rpcUrl) }),
    sequencer: running,
    client: () => createSequencerClient({ url: running().url() }),
    url: () => running().url(),
    logs: () => lines.join(''),
    async start(deps = {}) {
      const env = {
        TALLYSTICK_OPERATOR_KEY: operatorKey(),
        TALLYSTICK_RPC: rpcUrl,
        TALLYSTICK_DEPLOYMENT: deploymentFile,
        TALLYSTICK_DATA_DIR: join(dataDir, 'sequencer'),
        TALLYSTICK_SHAPES: shapes.join(','),
        TALLYSTICK_PORT: '0',
        TALLYSTICK_BATCH_MAX_AGE_MS: '0',
        TALLYSTICK_BATCH_MIN_INTERVAL_MS: '50',
        TALLYSTICK_POLL_INTERVAL_MS: '50',
      };
      const logger = createLogger('trace', destination);
      const next = createSequencer(resolveConfig({ env }), { logger, ...deps });
      await next.start();
      sequencer = next;
    },
    async stop() {
      const last = sequencer;
      sequencer = undefined;
      await last?.stop();
    },
    async mint(to, amount) {
      const call = { address: deployment.token, abi: testTokenAbi, functionName: 'mint', args: [to, amount] } as const;
      await operator.publicClient.waitForTransactionReceipt({ hash: await operator.walletClient.writeContract(call) });
    },
    tokens(of) {
      const call = { address: deployment.token, abi: testTokenAbi, functionName: 'balanceOf', args: [of] } as const;
      return operator.publicClient.readContract(call);
    },
    async close() {
      await world.stop();
      await anvil.stop();
      await rm(dataDir, { recursive: true, force: true });
      unloadCrypto();
    },
  };
  await world.start();
  return world;
}
