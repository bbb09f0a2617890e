import { randomInt } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readDeploymentFile } from '@tallystick/prover/chain';
import { createAllowanceBook } from '@tallystick/prover/client-files';
import {
  createLifecycle,
  fieldToHex,
  type OnProgress,
  type Prices,
  reportStep,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { registerOpened } from '@tallystick/prover/opening';
import { createSequencerClient, type SequencerClient } from '@tallystick/prover/sequencer-client';
import type { Deployment } from '@tallystick/verifier-contracts';
import { pino } from 'pino';
import { createTestClient, http, publicActions } from 'viem';
import { foundry } from 'viem/chains';
import { resolveConfig } from '../config/resolveConfig.js';
import { deployCourtsBeside } from '../deploy/deployCourtsBeside.js';
import { deploySequencer } from '../deploy/deploySequencer.js';
import { sequencerError } from '../errors.js';
import { createSequencer } from '../service/createSequencer.js';
import { createLogger } from '../telemetry/createLogger.js';
import { readDevNote, writeDevNote } from './DevNote.js';
import { DEFAULT_DEV_PORTS, type DevPorts } from './DevPorts.js';
import { type DevEnvironment, formatDevEnvironment } from './devEnvironment.js';
import { devWallets } from './devWallets.js';
import { emptyDevFolder } from './emptyDevFolder.js';
import { findAnvil } from './findAnvil.js';
import { ignoreDevFolder } from './ignoreDevFolder.js';
import { lockDevFolder } from './lockDevFolder.js';
import { makeDevFolder } from './makeDevFolder.js';
import { mintTokens } from './mintTokens.js';
import { type DevAccount, openDevAccount } from './openDevAccount.js';
import { type DevChain, endLeftChain, startDevChain } from './startDevChain.js';
import { startDevService } from './startDevService.js';
import { takeDevPorts } from './takeDevPorts.js';

export type StartDevelopmentParameters = {
  /** Folder of all that the network keeps; made when missing. */
  dataDir: string;
  /** Whether to begin anew, without what the network kept in the folder. */
  reset?: boolean | undefined;
  /** Of those that are to have other ports than before; 0 takes a free one. */
  ports?: Partial<DevPorts> | undefined;
  /** Folder of the commands, which the environment names. */
  binaries?: string | undefined;
  onProgress?: OnProgress | undefined;
};

/** The accounts of a development network. */
export type DevAccounts = {
  /** The sample service's earning account, and one for a service of one's own. */
  provider: DevAccount;
  ownProvider: DevAccount;
  /** The allowances of one's own wallet: for the sample service, and for a service of one's own. */
  allowance: DevAccount;
  ownAllowance: DevAccount;
};

/** A development network that runs. */
export type Development = DevAccounts & {
  rpcUrl: string;
  sequencerUrl: string;
  serviceUrl: string;
  deploymentFile: string;
  deployment: Deployment;
  environment: DevEnvironment;
  /** Holds the environment, as lines for a shell. */
  environmentFile: string;
};

/** A network that can be stopped, while it starts too. */
export type StartingDevelopment = {
  /**
   * Resolves when all of it runs, and both allowances can be paid from.
   *
   * @throws sequencer/…, artifacts/…, chain/…
   */
  started: Promise<Development>;
  /** Resolves with the reason when a part ended by itself. */
  failed: Promise<Error>;
  /** Stops all parts, the last one first; what they have is kept in the folder. */
  stop(): Promise<void>;
};

/** Token base units for one unit, of both providers. */
export const DEV_PRICES: Prices = { computeUnitSeconds: 500n, storageGibHours: 20n, egressMib: 100n };
/** Token base units: a thousand tokens for one's own wallet, one of them in each allowance. */
const FUNDS = 1_000_000_000n;
const DEPOSIT = 1_000_000n;
const LIFETIME_SECONDS = 10 * 365 * 86_400;
const POLL_MS = 100;
/** Far beyond what the first batches take. */
const BATCHES_MS = 600_000;
const SHAPES = 'tiny';

/** Where the records of its parties lie. */
const recordsOf = (dataDir: string, party: 'own' | 'provider'): string => join(dataDir, party);

/**
 * Starts a development network: a chain, the contracts with courts and a test token, a sequencer with short batches, a provider's service
 * behind a gateway, and open allowances. The folder keeps all of it, and the next start goes on with it.
 */
export function startDevelopment(parameters: StartDevelopmentParameters): StartingDevelopment {
  const life = createLifecycle({ name: 'the development network' });
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((settle) => {
    fail = settle;
  });
  const { onProgress } = parameters;

  /** One step: not begun any more once it is to stop. */
  async function step<T>(name: string, detail: string, work: () => Promise<T>): Promise<T> {
    life.signal.throwIfAborted();
    return reportStep({ step: name, detail, onProgress }, work);
  }

  async function launch(): Promise<Development> {
    const dataDir = resolve(parameters.dataDir);
    const anvil = findAnvil();
    const ports = await takeFolder(dataDir);
    await mkdir(join(dataDir, 'chain'), { recursive: true });

    const chain = await step('chain', `port ${ports.chain}`, () =>
      startDevChain({
        anvil,
        folder: join(dataDir, 'chain'),
        port: ports.chain,
        onProcess: (stop) => life.add('chain', stop),
      }),
    );
    void chain.ended.then(() => {
      if (!life.signal.aborted) fail(sequencerError('sequencer/dev-chain-failed', { facts: { reason: 'ended' } }));
    });
    const { rpcUrl } = chain;
    const deploymentFile = join(dataDir, 'deployment.json');
    const deployment = await deploy(chain, deploymentFile);

    const sequencerUrl = `http://127.0.0.1:${ports.sequencer}`;
    const logFile = join(dataDir, 'sequencer.log');
    const logger = createLogger('info', pino.destination({ dest: logFile, mode: 0o600, sync: true }));
    const service = createSequencer(
      resolveConfig({
        flags: {
          rpcUrl,
          deploymentFile,
          dataDir: join(dataDir, 'sequencer'),
          port: `${ports.sequencer}`,
          shapes: SHAPES,
          referenceString: 'development',
          batchMaxAgeMs: '1000',
          batchMinIntervalMs: '100',
          pollIntervalMs: `${POLL_MS}`,
          requestsPerMinute: '0',
        },
        env: { TALLYSTICK_OPERATOR_KEY: devWallets.operator().privateKey },
      }),
      { logger },
    );
    // Opened first, so that as few batches as possible take them.
    const accounts = await step('accounts', 'two providers, two allowances', () =>
      openAccounts({ rpcUrl, deployment, dataDir }),
    );
    await step('sequencer', `port ${ports.sequencer}`, async () => {
      life.add('sequencer', service.stop);
      void service.failed.then(fail);
      await service.start();
    });

    const sequencer = createSequencerClient({ url: sequencerUrl });
    await step('batches', 'the accounts, proved', () => settleAccounts({ accounts, sequencer, dataDir }));
    const serviceUrl = `http://127.0.0.1:${ports.service}`;
    await step('service', `port ${ports.service}`, async () => {
      const { provider } = accounts;
      const { stop } = await startDevService({
        deployment,
        sequencerUrl,
        sequencer,
        provider,
        prices: DEV_PRICES,
        folder: recordsOf(dataDir, 'provider'),
        port: ports.service,
        logger,
      });
      life.add('service', stop);
    });

    const environment = {
      TALLYSTICK_RPC: rpcUrl,
      TALLYSTICK_SEQUENCER: sequencerUrl,
      TALLYSTICK_DEPLOYMENT: deploymentFile,
      TALLYSTICK_STATE: recordsOf(dataDir, 'own'),
      TALLYSTICK_PRIVATE_KEY: devWallets.own().privateKey,
      TALLYSTICK_PROVIDER_SERIAL: `${accounts.ownProvider.serial}`,
      TALLYSTICK_PROVIDER_VIEW_KEY: fieldToHex(accounts.ownProvider.terms.viewKey),
      TALLYSTICK_RECEIPTS: join(dataDir, 'own', 'receipts'),
    };
    const environmentFile = join(dataDir, 'env');
    await writeFile(environmentFile, formatDevEnvironment(environment, parameters.binaries), { mode: 0o600 });
    return { rpcUrl, sequencerUrl, serviceUrl, deploymentFile, deployment, ...accounts, environment, environmentFile };
  }

  /** Makes the folder this process's, empty where it is to begin anew; only after its ports were found free. */
  async function takeFolder(dataDir: string): Promise<DevPorts> {
    const kept = await readDevNote(dataDir);
    const wanted = { ...DEFAULT_DEV_PORTS, ...kept?.ports, ...parameters.ports };
    let ports = kept === undefined ? await takeDevPorts(wanted) : wanted;
    await makeDevFolder(dataDir);
    life.add('folder', await lockDevFolder(dataDir));
    if (kept !== undefined) {
      await endLeftChain(join(dataDir, 'chain'));
      ports = await takeDevPorts(wanted);
      if (parameters.reset === true) await emptyDevFolder(dataDir);
    }
    await writeDevNote(dataDir, { version: 1, ports });
    if (kept === undefined) await ignoreDevFolder(dataDir);
    return ports;
  }

  /** The contracts: those of the folder, or new ones. */
  async function deploy({ rpcUrl, isNew }: DevChain, deploymentFile: string): Promise<Deployment> {
    const operator = devWallets.operator();
    const client = createTestClient({ mode: 'anvil', chain: foundry, transport: http(rpcUrl) }).extend(publicActions);
    const kept = await readDeploymentFile(deploymentFile).catch(() => undefined);
    const common = { rpcUrl, deploymentFile, pollIntervalMs: 50, onProgress };
    if (kept === undefined) {
      // Each network's contracts have addresses of their own: what an earlier one's parties signed is of no use in this one.
      if (isNew) await client.setNonce({ address: operator.account.address, nonce: randomInt(1, 2 ** 32) });
      life.signal.throwIfAborted();
      await deploySequencer({
        ...common,
        operatorKey: operator.privateKey,
        token: 'test',
        shapes: [SHAPES],
        referenceString: 'development',
        courts: true,
      });
      return readDeploymentFile(deploymentFile);
    }
    if ((await client.getCode({ address: kept.rollup })) === undefined) {
      throw sequencerError('sequencer/dev-chain-lost', { facts: { rollup: kept.rollup } });
    }
    if (kept.courts === undefined) await deployCourtsBeside({ ...common, key: operator.privateKey });
    return kept.courts === undefined ? readDeploymentFile(deploymentFile) : kept;
  }

  async function openAccounts(parts: {
    rpcUrl: string;
    deployment: Deployment;
    dataDir: string;
  }): Promise<DevAccounts> {
    const { rpcUrl, deployment, dataDir } = parts;
    const [own, sample] = [devWallets.own(), devWallets.provider()];
    const earning = { terms: { providerSerial: 0, prices: ZERO_UNITS, expiry: 0 }, amount: 0n };
    const expiry = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
    const prepaid = ({ serial: providerSerial }: DevAccount) => ({
      terms: { providerSerial, prices: DEV_PRICES, expiry },
      amount: DEPOSIT,
    });
    const ofOwn = { rpcUrl, deployment, wallet: own, records: recordsOf(dataDir, 'own') };
    const ofSample = { ...ofOwn, wallet: sample, records: recordsOf(dataDir, 'provider') };
    const isFirst = (await readdir(ofOwn.records).catch(() => [])).length === 0;
    if (isFirst) await mintTokens({ rpcUrl, deployment, to: own.account.address, amount: FUNDS });
    const provider = await openDevAccount({ ...ofSample, ...earning });
    const ownProvider = await openDevAccount({ ...ofOwn, ...earning });
    const allowance = await openDevAccount({ ...ofOwn, ...prepaid(provider) });
    const ownAllowance = await openDevAccount({ ...ofOwn, ...prepaid(ownProvider) });
    return { provider, ownProvider, allowance, ownAllowance };
  }

  /** Registers the accounts, and waits until batches have opened them. */
  async function settleAccounts(parts: {
    accounts: DevAccounts;
    sequencer: SequencerClient;
    dataDir: string;
  }): Promise<void> {
    const { accounts, sequencer, dataDir } = parts;
    const wait = { sequencer, timeoutMs: BATCHES_MS, pollIntervalMs: POLL_MS };
    for (const record of Object.values(accounts)) {
      const party = record === accounts.provider ? 'provider' : 'own';
      await registerOpened({ ...wait, record, book: createAllowanceBook(recordsOf(dataDir, party)) });
    }
  }

  return { started: life.start(launch), failed, stop: life.stop };
}
