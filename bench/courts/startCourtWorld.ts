import {
  type ChainClients,
  drawSeed,
  type EpochTimes,
  type ProviderTerms,
  readEpochTimes,
  registerProvider,
  registerWatcher,
} from '@tallystick/prover/chain';
import type { StatementArtifacts } from '@tallystick/prover/proving';
import {
  type CourtsDeployment,
  type DeployCourtsParameters,
  type Deployment,
  testTokenAbi,
} from '@tallystick/verifier-contracts';
import { type Address, createTestClient, http, parseEther, type TestClient } from 'viem';
import type { HDAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { createSettlingWorld } from '../createSettlingWorld.js';
import { deployTestCourts } from './deployTestCourts.js';

export type Party = { wallet: HDAccount; address: Address; clients: ChainClients };

export type CourtWorld = {
  courts: CourtsDeployment;
  uptime: StatementArtifacts<'uptime'>;
  deployment: Deployment;
  rpcUrl: string;
  publicClient: ChainClients['publicClient'];
  testClient: TestClient;
  /** A wallet that nobody used before, with coins and so many tokens. */
  party(tokens: bigint): Promise<Party>;
  mint(to: Address, amount: bigint): Promise<void>;
  /** Mines a block at a time, in unix seconds. */
  warpTo(time: number): Promise<void>;
  times(epoch: number): Promise<EpochTimes>;
  tokens(account: Address): Promise<bigint>;
  /** A registered one. */
  watcher(stake: bigint): Promise<Party>;
  provider(stake: bigint, changes?: Partial<ProviderTerms>): Promise<Party>;
  /** Draws an epoch's seed at the beginning of the epoch before it. */
  draw(epoch: number): Promise<void>;
  stop(): Promise<void>;
};

/**
 * A development chain with a rollup, the courts and their real verifiers on it, whose clock the test moves. Parties are funded with
 * coins and stake tokens as they are asked for.
 */
export async function startCourtWorld(terms: Partial<DeployCourtsParameters> = {}): Promise<CourtWorld> {
  const world = await createSettlingWorld('tiny', () => {});
  try {
    const { rpcUrl, clients, deployment } = world;
    const { publicClient } = clients;
    const testClient: TestClient = createTestClient({ mode: 'anvil', chain: foundry, transport: http(rpcUrl) });
    const deployed = await deployTestCourts({ ...clients, deployment, ...terms });
    const { courts } = deployed;
    const uptime: StatementArtifacts<'uptime'> = deployed.uptime;
    let next = 20;

    const mint = async (to: Address, amount: bigint): Promise<void> => {
      const call = { address: courts.stakeToken, abi: testTokenAbi, functionName: 'mint', args: [to, amount] } as const;
      await publicClient.waitForTransactionReceipt({ hash: await clients.walletClient.writeContract(call) });
    };
    /** A wallet that nobody used before, with coins and tokens. */
    const party = async (tokens: bigint): Promise<Party> => {
      const wallet = developmentWallet(next++);
      await testClient.setBalance({ address: wallet.address, value: parseEther('10') });
      if (tokens > 0n) await mint(wallet.address, tokens);
      return { wallet, address: wallet.address, clients: chainClients(rpcUrl, wallet) };
    };
    const warpTo = async (time: number): Promise<void> => {
      await testClient.setNextBlockTimestamp({ timestamp: BigInt(time) });
      await testClient.mine({ blocks: 1 });
    };
    const times = (epoch: number) => readEpochTimes({ publicClient, uptimeCourt: courts.uptimeCourt, epoch });

    return {
      courts,
      uptime,
      deployment: { ...deployment, courts },
      rpcUrl,
      publicClient,
      testClient,
      party,
      mint,
      warpTo,
      times,
      tokens: (account: Address) =>
        publicClient.readContract({
          address: courts.stakeToken,
          abi: testTokenAbi,
          functionName: 'balanceOf',
          args: [account],
        }),
      watcher: async (stake: bigint): Promise<Party> => {
        const made = await party(stake);
        const endpoint = 'https://watcher.example';
        await registerWatcher({ ...made.clients, stakeRegistry: courts.stakeRegistry, endpoint, stake });
        return made;
      },
      provider: async (stake: bigint, changes: Partial<ProviderTerms> = {}): Promise<Party> => {
        const made = await party(stake);
        const declared: ProviderTerms = {
          capacity: { compute: 10, storageGib: 0, egressMibPerSecond: 0 },
          promisedUptimeBps: 9_900,
          responder: made.address,
          endpoint: 'https://provider.example',
          ...changes,
        };
        await registerProvider({ ...made.clients, stakeRegistry: courts.stakeRegistry, terms: declared, stake });
        return made;
      },
      /** Draws an epoch's seed at the beginning of the epoch before it. */
      draw: async (epoch: number): Promise<void> => {
        await warpTo((await times(epoch - 1)).startsAt);
        await drawSeed({ ...clients, uptimeCourt: courts.uptimeCourt, epoch });
      },
      stop: world.stop,
    };
  } catch (error) {
    await world.stop();
    throw error;
  }
}
