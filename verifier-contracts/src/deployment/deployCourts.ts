import { type Address, erc20Abi, getAddress, type Hex } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import { poseidon4Bytecode, poseidon5Bytecode } from '../generated/Poseidon.js';
import { stakeRegistryAbi, stakeRegistryBytecode } from '../generated/StakeRegistry.js';
import { uptimeCourtAbi, uptimeCourtBytecode } from '../generated/UptimeCourt.js';
import { usageVerifierAbi, usageVerifierBytecode } from '../generated/UsageVerifier.js';
import { assertAdmin } from './assertAdmin.js';
import type { CourtsDeployment, CourtWindows } from './CourtsDeployment.js';
import { DEFAULT_COURT_TERMS } from './DEFAULT_COURT_TERMS.js';
import type { Deployment } from './Deployment.js';
import type { DeploymentClients } from './DeploymentClients.js';
import { defaultCourtWindows } from './defaultCourtWindows.js';
import { defaultStakeTerms } from './defaultStakeTerms.js';
import { deployContract } from './deployContract.js';
import { type GrantedCourtRoles, grantCourtRoles } from './grantCourtRoles.js';
import type { CourtTerms, StakeTerms } from './StakeTerms.js';

export type DeployCourtsParameters = DeploymentClients & {
  /** The rollup whose usage is proven, and its AccessManager, whose admin the wallet has to be. */
  deployment: Pick<Deployment, 'chainId' | 'rollup' | 'token' | 'accessManager'>;
  /** Creation bytecode of the generated verifiers, as the statements' artifacts give it. */
  verifierBytecodes: { uptime: Hex; usage: Hex };
  /** The ERC-20 that stakes are in; the rollup's token when left out. */
  stakeToken?: Address | undefined;
  /** Unix seconds at which epoch 0 begins; the latest block's time when left out. */
  genesis?: number | undefined;
  /** Length of one of the 96 slots of an epoch; 900 when left out, which makes an epoch a day. */
  slotSeconds?: number | undefined;
  windows?: Partial<CourtWindows> | undefined;
  /** How many epochs back a slash may reach, 2 to 15; 8 when left out. The windows have to fit into one less. */
  slashableEpochs?: number | undefined;
  /** Where the burnt share goes; `0x…dEaD` when left out, the zero address for a token with a function `burn(uint256)`. */
  burnAddress?: Address | undefined;
  /** Depth of the watchers' trees, as the uptime statement has it; 8 when left out. */
  watchDepth?: number | undefined;
  stakeTerms?: Partial<StakeTerms> | undefined;
  courtTerms?: Partial<CourtTerms> | undefined;
  /** May pay the insurance's money out; nobody when left out. */
  insurance?: Address | undefined;
  /** Told before each step. */
  onProgress?: ((step: string) => void) | undefined;
  /** Waited for once every contract stands, before the first of the roles: whoever keeps a record can go on with {@link grantCourtRoles}. */
  onDeployed?: ((courts: CourtsDeployment) => void | Promise<void>) | undefined;
};

/** The courts, and when their roles can take effect if the admin has to announce them; see {@link grantCourtRoles}. */
export type DeployedCourts = GrantedCourtRoles & { courts: CourtsDeployment };

/** Nobody's key: what is sent there is lost. */
const BURN_ADDRESS: Address = '0x000000000000000000000000000000000000dEaD';
const SLOTS_PER_EPOCH = 96;

/**
 * Deploys the stake registry, the uptime court and the usage verifier with their proof verifiers and Poseidon contracts beside a
 * rollup, lets the court slash, and seals the registry's set-up: from then on stakes are taken, and other courts wait.
 *
 * @returns The section `courts` of the deployment file.
 * @throws ContractsError `deployment/invalid-parameter`, `deployment/no-contract`, `deployment/not-admin`,
 * `deployment/wrong-chain`, `deployment/transaction-failed`.
 *
 * @example
 * import { loadStatementArtifacts } from '@tallystick/prover/proving';
 * import { deployCourts, readDeployment, writeDeployment } from '@tallystick/verifier-contracts';
 *
 * const deployment = await readDeployment('deployment.json');
 * const uptime = await loadStatementArtifacts({ statement: 'uptime', chainId: deployment.chainId });
 * const usage = await loadStatementArtifacts({ statement: 'usage', chainId: deployment.chainId });
 * const verifierBytecodes = { uptime: uptime.verifier.bytecode, usage: usage.verifier.bytecode };
 * const { courts } = await deployCourts({ publicClient, walletClient, deployment, verifierBytecodes });
 * await writeDeployment('deployment.json', { ...deployment, courts });
 */
export async function deployCourts(parameters: DeployCourtsParameters): Promise<DeployedCourts> {
  const { walletClient, publicClient, deployment, verifierBytecodes, slashableEpochs = 8 } = parameters;
  const { insurance, slotSeconds = 900, onProgress = () => {} } = parameters;
  const clients: DeploymentClients = { walletClient, publicClient };
  const { rollup, accessManager } = deployment;
  const stakeToken = getAddress(parameters.stakeToken ?? deployment.token);
  await assertChain(parameters);
  const decimals = await readDecimals(parameters, stakeToken);
  const windows = { ...defaultCourtWindows(slotSeconds), ...parameters.windows };
  const epochSeconds = SLOTS_PER_EPOCH * slotSeconds;
  const stakeTerms = { ...defaultStakeTerms({ decimals, epochSeconds, slashableEpochs }), ...parameters.stakeTerms };
  const courtTerms = { ...DEFAULT_COURT_TERMS, ...parameters.courtTerms };
  const genesis = parameters.genesis ?? Number((await publicClient.getBlock()).timestamp);

  const verifier = async (statement: 'uptime' | 'usage'): Promise<Address> => {
    const name = `the verifier of ${statement} proofs`;
    onProgress(name);
    return (await deployContract(clients, { abi: [], bytecode: verifierBytecodes[statement], args: [], name })).address;
  };
  const poseidon = async (inputs: 4 | 5, bytecode: Hex): Promise<Address> => {
    const name = `Poseidon of ${inputs}`;
    onProgress(name);
    return (await deployContract(clients, { abi: [], bytecode, args: [], name })).address;
  };

  onProgress('stake registry');
  const burnAddress = parameters.burnAddress ?? BURN_ADDRESS;
  const registry = await deployContract(clients, {
    abi: stakeRegistryAbi,
    bytecode: stakeRegistryBytecode,
    args: [
      {
        token: stakeToken,
        authority: accessManager,
        genesis,
        slotSeconds,
        slashableEpochs,
        burnAddress,
        unbondingSeconds: stakeTerms.unbondingSeconds,
        graceSeconds: stakeTerms.graceSeconds,
      },
      stakeTerms,
    ],
    name: 'the stake registry',
  });
  const uptimeProofVerifier = await verifier('uptime');
  const usageProofVerifier = await verifier('usage');
  const poseidon4 = await poseidon(4, poseidon4Bytecode);
  const poseidon5 = await poseidon(5, poseidon5Bytecode);

  onProgress('uptime court');
  const config = {
    registry: registry.address,
    verifier: uptimeProofVerifier,
    poseidon4,
    poseidon5,
    authority: accessManager,
    ...windows,
    watchDepth: parameters.watchDepth ?? 8,
  };
  const court = await deployContract(clients, {
    abi: uptimeCourtAbi,
    bytecode: uptimeCourtBytecode,
    args: [config, courtTerms],
    name: 'the uptime court',
  });

  onProgress('usage verifier');
  const usage = await deployContract(clients, {
    abi: usageVerifierAbi,
    bytecode: usageVerifierBytecode,
    args: [rollup, usageProofVerifier],
    name: 'the usage verifier',
  });

  const courts: CourtsDeployment = {
    stakeRegistry: registry.address,
    uptimeCourt: court.address,
    usageVerifier: usage.address,
    uptimeProofVerifier,
    usageProofVerifier,
    stakeToken,
    deployedAtBlock: registry.blockNumber,
    genesis,
    slotSeconds,
    windows,
  };
  await parameters.onDeployed?.(courts);

  onProgress('roles');
  const { readyAt } = await grantCourtRoles({ ...clients, accessManager, ...courts, insurance });
  return { readyAt, courts };
}

/** Before anything is deployed: the right chain, the rollup on it, and a wallet that may give the roles. */
async function assertChain(parameters: DeployCourtsParameters): Promise<void> {
  const { publicClient, walletClient, deployment } = parameters;
  const chainId = await publicClient.getChainId();
  if (chainId !== deployment.chainId) {
    throw new ContractsError('deployment/wrong-chain', {
      message: `The deployment is on chain ${deployment.chainId}, and the connected chain is ${chainId}.`,
      facts: { field: 'chainId', given: chainId, expected: deployment.chainId },
    });
  }
  for (const field of ['rollup', 'accessManager'] as const) {
    if (await publicClient.getCode({ address: deployment[field] })) continue;
    throw new ContractsError('deployment/no-contract', {
      message: `There is no contract at ${deployment[field]}, the deployment's ${field}.`,
      facts: { field, given: deployment[field] },
      remedy: 'Use the deployment file of this chain.',
    });
  }
  await assertAdmin({ publicClient, walletClient, accessManager: deployment.accessManager });
}

async function readDecimals({ publicClient }: DeployCourtsParameters, token: Address): Promise<number> {
  try {
    return await publicClient.readContract({ address: token, abi: erc20Abi, functionName: 'decimals' });
  } catch (cause) {
    throw new ContractsError('deployment/no-contract', {
      message: `There is no token with decimals at ${token}.`,
      facts: { field: 'stakeToken', given: token },
      remedy: 'Give the address of an ERC-20 on the connected chain.',
      cause,
    });
  }
}
