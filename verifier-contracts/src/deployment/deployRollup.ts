import { type Address, encodeFunctionData, getAddress, type Hex, toFunctionSelector } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import { accessManagerAbi, accessManagerBytecode } from '../generated/AccessManager.js';
import { rollupAbi, rollupBytecode } from '../generated/Rollup.js';
import type { Deployment } from './Deployment.js';
import type { DeploymentClients } from './DeploymentClients.js';
import { deployContract } from './deployContract.js';
import { sendAndWait } from './sendAndWait.js';
import { type ShapeSizes, toRegisteredSizes } from './toRegisteredSizes.js';

/** The AccessManager's role that may submit batches. Role 0 is the admin. */
export const OPERATOR_ROLE = 1n;
/** The AccessManager's role that may pause new opens. */
export const GUARDIAN_ROLE = 2n;
const ADMIN_ROLE = 0n;

/**
 * What the contracts need of a shape, with the creation bytecode of its verifier. The whole shape is in `@tallystick/circuits`, on which
 * nothing here depends.
 */
export type ShapeToDeploy = ShapeSizes & { id: number; name: string; verifierBytecode: Hex };

export type DeployRollupParameters = DeploymentClients & {
  /** The ERC-20 that every amount will be in. */
  token: Address;
  shapes: readonly ShapeToDeploy[];
  operator: {
    /** Sends the batches. */
    address: Address;
    /** The Grumpkin key that owns the operator's account (serial 1), a canonical point. */
    owner: { x: bigint; y: bigint };
    /** The terms' hash of that account: an earning account's. */
    terms: bigint;
  };
  /** May change roles and settings from then on; the deployer when left out. */
  admin?: Address;
  /** The operator's share of a settlement, in 1/10000; at most 1000. 100 when left out. */
  feeBps?: number;
  /** What an open costs; at most 0.01 ether. 0.00001 ether when left out. */
  openFeeWei?: bigint;
  /** Who receives the fees of opens; the operator's address when left out. */
  feeRecipient?: Address;
  /** Seconds until an open that no batch took can be refunded; an hour to 30 days. A day when left out. */
  refundDelaySeconds?: number;
  /** May pause new opens, and nothing else; the admin when left out. */
  guardian?: Address;
  /** Seconds that each of the admin's acts is announced in the AccessManager before it can be carried out; 0 when left out. */
  adminDelaySeconds?: number;
  /** What anyone needs to get out without the operator, and how late governance acts; every part has a default. */
  escapeTerms?: Partial<EscapeTerms>;
  /** Told before each step. */
  onProgress?: (step: string) => void;
};

/** How a batch gets in without the operator. Seconds, unless said otherwise. */
export type EscapeTerms = {
  /** From a reservation to its window at least; 10 minutes to 3 days. An hour when left out. */
  reservationDelaySeconds: number;
  /** Length of a window, and of the operator's turn after it; 5 minutes to an hour. 15 minutes when left out. */
  reservationWindowSeconds: number;
  /** What a reservation costs while no window is taken; 0.0001 to 0.01 ether, which when left out is 0.001. Burned. */
  reservationFeeWei: bigint;
  /** Silence of the operator after which anyone may submit; an hour to 7 days. A day when left out. */
  livenessPeriodSeconds: number;
  /** From the announcement of another verifier or a higher fee to its effect; longer than every way out, up to a year. 14
   * days when left out, or two days more than the refund delay if that is longer. */
  governanceDelaySeconds: number;
};

/**
 * Deploys the AccessManager, the verifiers and the rollup, registers the shapes, and gives the operator its role. The
 * operator's account is queued by the rollup's constructor, so it is serial 1 whatever happens meanwhile.
 *
 * @returns What {@link writeDeployment} keeps.
 * @throws ContractsError `deployment/invalid-parameter`, `deployment/no-contract`, `deployment/transaction-failed`.
 *
 * @example
 * import { earningTerms, hashTerms, loadCrypto } from '@tallystick/prover/core';
 * import { loadArtifacts } from '@tallystick/prover/proving';
 * import { deployRollup, writeDeployment } from '@tallystick/verifier-contracts';
 *
 * await loadCrypto();
 * const { shape, verifier } = await loadArtifacts({ shape: 'tiny', chainId });
 * const shapes = [{ ...shape, verifierBytecode: verifier.bytecode }];
 * const operator = { address: walletClient.account.address, owner, terms: hashTerms(earningTerms(viewKey)) };
 * const deployment = await deployRollup({ publicClient, walletClient, token, shapes, operator });
 * await writeDeployment('deployment.json', deployment);
 */
export async function deployRollup({
  token,
  shapes,
  operator,
  feeBps = 100,
  openFeeWei = 10n ** 13n,
  refundDelaySeconds = 86_400,
  adminDelaySeconds = 0,
  escapeTerms = {},
  onProgress = () => {},
  ...rest
}: DeployRollupParameters): Promise<Deployment> {
  const clients: DeploymentClients = { walletClient: rest.walletClient, publicClient: rest.publicClient };
  const deployer = clients.walletClient.account.address;
  const admin = getAddress(rest.admin ?? deployer);
  const guardian = getAddress(rest.guardian ?? admin);
  const feeRecipient = rest.feeRecipient ?? operator.address;
  checkShapes(shapes);
  if (!(await clients.publicClient.getCode({ address: token }))) {
    throw new ContractsError('deployment/no-contract', {
      message: `There is no token contract at ${token}.`,
      facts: { field: 'token', given: token },
      remedy: 'Give the address of an ERC-20 on the connected chain.',
    });
  }

  onProgress('access manager');
  const manager = await deployContract(clients, {
    abi: accessManagerAbi,
    bytecode: accessManagerBytecode,
    args: [deployer],
    name: 'the access manager',
  });

  onProgress('rollup');
  const config = {
    token,
    authority: manager.address,
    refundDelay: refundDelaySeconds,
    feeBps,
    openFeeWei,
    feeRecipient,
    operatorX: operator.owner.x,
    operatorY: operator.owner.y,
    operatorTerms: operator.terms,
    reservationDelay: escapeTerms.reservationDelaySeconds ?? 3_600,
    reservationWindow: escapeTerms.reservationWindowSeconds ?? 900,
    reservationFeeWei: escapeTerms.reservationFeeWei ?? 10n ** 15n,
    livenessPeriod: escapeTerms.livenessPeriodSeconds ?? 86_400,
    governanceDelay: escapeTerms.governanceDelaySeconds ?? Math.max(14 * 86_400, refundDelaySeconds + 2 * 86_400),
  };
  const rollup = await deployContract(clients, {
    abi: rollupAbi,
    bytecode: rollupBytecode,
    args: [config],
    name: 'the rollup',
  });

  const verifiers: Record<string, Address> = {};
  for (const shape of shapes) {
    const { id, name, verifierBytecode } = shape;
    onProgress(`verifier of ${name}`);
    const { address } = await deployContract(clients, {
      abi: [],
      bytecode: verifierBytecode,
      args: [],
      name: `the verifier of ${name}`,
    });
    verifiers[name] = address;
    const data = encodeFunctionData({
      abi: rollupAbi,
      functionName: 'setShape',
      args: [BigInt(id), toRegisteredSizes(shape), address],
    });
    await sendAndWait(clients, { abi: rollupAbi, to: rollup.address, data, what: `registration of shape ${name}` });
  }

  // From here on no shape changes without notice, and opens are taken.
  const sealData = encodeFunctionData({ abi: rollupAbi, functionName: 'seal' });
  await sendAndWait(clients, { abi: rollupAbi, to: rollup.address, data: sealData, what: 'end of the set-up' });

  onProgress('roles');
  const roles = { rollup: rollup.address, operator: operator.address, guardian, admin, deployer, adminDelaySeconds };
  for (const data of roleCalls(roles)) {
    await sendAndWait(clients, { abi: accessManagerAbi, to: manager.address, data, what: 'setting of roles' });
  }

  const view = { address: rollup.address, abi: rollupAbi } as const;
  return {
    chainId: await clients.publicClient.getChainId(),
    rollup: rollup.address,
    token: getAddress(token),
    accessManager: manager.address,
    verifiers,
    domain: await clients.publicClient.readContract({ ...view, functionName: 'domain' }),
    operatorSerial: await clients.publicClient.readContract({ ...view, functionName: 'operatorSerial' }),
    deployedAtBlock: rollup.blockNumber,
    feeBps,
    openFeeWei,
    refundDelaySeconds,
    admin,
    operator: getAddress(operator.address),
  };
}

type Roles = Record<'rollup' | 'operator' | 'guardian' | 'admin' | 'deployer', Address> & { adminDelaySeconds: number };

function roleCalls({ rollup, operator, guardian, admin, deployer, adminDelaySeconds }: Roles) {
  const abi = accessManagerAbi;
  const mayCall = (names: readonly string[], role: bigint) =>
    encodeFunctionData({ abi, functionName: 'setTargetFunctionRole', args: [rollup, names.map(selectorOf), role] });
  const grant = (role: bigint, account: Address, delaySeconds = 0) =>
    encodeFunctionData({ abi, functionName: 'grantRole', args: [role, account, delaySeconds] });
  const calls = [
    mayCall(['submitBatch'], OPERATOR_ROLE),
    grant(OPERATOR_ROLE, operator),
    mayCall(['pauseOpens', 'resumeOpens'], GUARDIAN_ROLE),
    grant(GUARDIAN_ROLE, guardian),
  ];
  if (admin !== getAddress(deployer)) {
    calls.push(
      grant(ADMIN_ROLE, admin, adminDelaySeconds),
      encodeFunctionData({ abi, functionName: 'renounceRole', args: [ADMIN_ROLE, deployer] }),
    );
  } else if (adminDelaySeconds > 0) {
    calls.push(grant(ADMIN_ROLE, admin, adminDelaySeconds));
  }
  return calls;
}

function selectorOf(name: string): Hex {
  const found = rollupAbi.find((entry) => entry.type === 'function' && entry.name === name);
  if (found?.type !== 'function') throw new TypeError(`The ABI of the rollup lacks ${name}.`);
  return toFunctionSelector(found);
}

function checkShapes(shapes: readonly ShapeToDeploy[]): void {
  for (const field of ['id', 'name'] as const) {
    const values = shapes.map((shape) => shape[field]);
    const repeated = values.find((value, index) => values.indexOf(value) !== index);
    if (repeated !== undefined) {
      throw new ContractsError('deployment/invalid-parameter', {
        message: `Two shapes have the ${field} ${repeated}.`,
        facts: { field: `shapes.${field}`, given: repeated, expected: 'each once' },
        remedy: 'Give every shape an id and a name of its own.',
      });
    }
  }
}
