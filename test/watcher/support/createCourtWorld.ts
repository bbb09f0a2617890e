import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerProvider, registerWatcher } from '@tallystick/prover/chain';
import { computeDomain } from '@tallystick/prover/core';
import { createVirtualClock, createWatchChain, createWatcher } from '@tallystick/prover/watcher';
import {
  deployCourts,
  deployRollup,
  deployTestToken,
  testTokenAbi,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import { createPublicClient, createTestClient, createWalletClient, http, type LocalAccount } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { ALWAYS_TRUE } from '../../../prover/test-support/ALWAYS_TRUE.js';
import { startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import { startProvider, type TestProvider } from './startProvider.js';

const MNEMONIC = 'test test test test test test test test test test test junk';
const SLOT_SECONDS = 60;
const STAKE = 1_000_000_000n;
/** The chain is brought to the clock's time in steps of at least so much. */
const STEP_MS = 20_000;

/** The real courts on a real chain, with registered watchers and providers; the chain's time follows a virtual clock. */
export async function createCourtWorld({
  watcherCount,
  providerCount,
}: {
  watcherCount: number;
  providerCount: number;
}) {
  const anvil = await startAnvil();
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-court-'));
  const transport = http(anvil.rpcUrl);
  const publicClient = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 });
  const testClient = createTestClient({ mode: 'anvil', chain: foundry, transport });
  const walletOf = (account: LocalAccount) => createWalletClient({ chain: foundry, transport, account });
  const accountOf = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });
  const clients = { publicClient, walletClient: walletOf(accountOf(0)) };

  const token = await deployTestToken(clients);
  const shape = {
    id: 4,
    name: 'four',
    opens: 2,
    settles: 5,
    credits: 2,
    withdrawals: 1,
    verifierBytecode: ALWAYS_TRUE,
  } as const;
  const owner = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };
  const operator = { address: clients.walletClient.account.address, owner, terms: 9n };
  const rollup = await deployRollup({ ...clients, token, shapes: [shape], operator });
  const windows = { postSeconds: 600, demandSeconds: 600, revealSeconds: 600, proofSeconds: 600, slashSeconds: 600 };
  const verifierBytecodes = { uptime: ALWAYS_TRUE, usage: ALWAYS_TRUE } as const;
  const { courts } = await deployCourts({
    ...clients,
    deployment: rollup,
    verifierBytecodes,
    slotSeconds: SLOT_SECONDS,
    windows,
  });
  const deploymentFile = join(folder, 'deployment.json');
  const domain = computeDomain({ chainId: foundry.id, rollup: rollup.rollup });
  await writeDeployment(deploymentFile, { ...rollup, domain, courts });
  const { genesis, stakeRegistry, uptimeCourt } = courts;

  const mint = async (account: LocalAccount): Promise<void> => {
    const call = { address: token, abi: testTokenAbi, functionName: 'mint', args: [account.address, STAKE] } as const;
    await publicClient.waitForTransactionReceipt({ hash: await clients.walletClient.writeContract(call) });
    await testClient.setBalance({ address: account.address, value: 10n ** 19n });
  };

  let chainMs = 0;
  const clock = createVirtualClock(genesis * 1000, async (ms) => {
    if (ms < chainMs + STEP_MS) return;
    chainMs = ms;
    const { timestamp } = await publicClient.getBlock();
    const seconds = BigInt(Math.ceil(ms / 1000));
    if (seconds <= timestamp) return;
    await testClient.setNextBlockTimestamp({ timestamp: seconds });
    await testClient.mine({ blocks: 1 });
  });
  const epochStartMs = (epoch: number): number => (genesis + epoch * 96 * SLOT_SECONDS) * 1000;

  const watcherAccounts = Array.from({ length: watcherCount }, (_, i) => accountOf(10 + i));
  const watchers = watcherAccounts.map((account, i) => {
    const chain = createWatchChain({
      publicClient,
      walletClient: walletOf(account),
      chainId: foundry.id,
      stakeRegistry,
      uptimeCourt,
      nowMs: clock.nowMs,
    });
    const watcher = createWatcher(
      {
        dataDir: join(folder, `watcher-${i}`),
        port: 0,
        allowPrivateEndpoints: true,
        probeTimeoutMs: 5000,
        pollIntervalMs: 120_000,
      },
      { chain, clock },
    );
    return { account, chain, watcher };
  });
  for (const account of watcherAccounts) {
    await mint(account);
    const endpoint = 'http://127.0.0.1:1';
    await registerWatcher({ publicClient, walletClient: walletOf(account), stakeRegistry, endpoint, stake: STAKE });
  }
  const providers: TestProvider[] = [];
  for (let number = 0; number < providerCount; number++) {
    const provider = await startProvider({
      number,
      nowMs: clock.nowMs,
      domain: { chainId: foundry.id, registry: stakeRegistry },
    });
    await mint(provider.account);
    const { responder, endpoint } = provider;
    const capacity = { compute: 1, storageGib: 0, egressMibPerSecond: 0 };
    const terms = { capacity, promisedUptimeBps: 9900, responder, endpoint };
    const walletClient = walletOf(provider.account);
    await registerProvider({ publicClient, walletClient, stakeRegistry, terms, stake: STAKE });
    providers.push(provider);
  }

  return {
    rpcUrl: anvil.rpcUrl,
    folder,
    deploymentFile,
    publicClient,
    testClient,
    walletOf,
    accountOf,
    courts,
    clock,
    epochStartMs,
    windows,
    watchers,
    providers,
    async close(): Promise<void> {
      await Promise.all(watchers.map(({ watcher }) => watcher.stop()));
      await Promise.all(providers.map((provider) => provider.close()));
      await anvil.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type CourtWorld = Awaited<ReturnType<typeof createCourtWorld>>;
