import { circuits } from '@tallystick/circuits';
import { accessManagerAbi, type Deployment, OPERATOR_ROLE, rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, getAddress } from 'viem';
import { computeDomain } from '../../core/domain.js';
import type { ChainReader } from '../ChainClients.js';
import { isShapeRegistered, shapeOfCall } from '../registeredShape.js';
import { throwChainError } from '../toChainError.js';
import { assertKnownCode, hasKnownCode } from './assertKnownCode.js';
import { confirmCourts } from './confirmCourts.js';
import { assertSame, differs } from './differs.js';

export type ConfirmDeploymentParameters = {
  /** Of a node that is trusted: all is held to its word. */
  publicClient: ChainReader;
  /** As somebody said that it is. */
  deployment: Deployment;
  /** The rollup's address, known from elsewhere: no other passes then, and its code may be another version's. */
  rollup?: Address | undefined;
};

/** A value that governance may have changed since the deployment: what was said, and what the chain has. */
export type DeploymentChange = { field: string; given: unknown; present: unknown };

export type ConfirmedDeployment = {
  /** What the chain bears out, with the values that the chain has now. */
  deployment: Deployment;
  changes: readonly DeploymentChange[];
  /** Whether the rollup's code is this version's; else it is another one, of the address that was given. */
  isKnownCode: boolean;
};

const ADMIN_ROLE = 0n;
const FIRST_SERIAL = 1;

/**
 * Holds what somebody says of a deployment to the chain, field by field. What nobody can change has to be the same; what governance can
 * change, fees and verifiers, is taken from the chain.
 *
 * What remains to be trusted is the address of the rollup: anyone may deploy one with verifiers of his own, which take any proof. Give the
 * address, if it is known from elsewhere.
 *
 * @throws chain/deployment-differs naming the field, chain/foreign-code, chain/unreachable, chain/call-failed
 *
 * @example
 * import { confirmDeployment } from '@tallystick/prover/chain';
 * import { parseDeployment } from '@tallystick/verifier-contracts';
 *
 * const told = parseDeployment(JSON.parse(body));
 * const { deployment, changes } = await confirmDeployment({ publicClient, deployment: told, rollup });
 * console.log(deployment.token, changes);
 */
export async function confirmDeployment(parameters: ConfirmDeploymentParameters): Promise<ConfirmedDeployment> {
  const { publicClient, deployment: told } = parameters;
  if (parameters.rollup !== undefined && getAddress(parameters.rollup) !== told.rollup) {
    throw differs('rollup', told.rollup, parameters.rollup);
  }
  const chainId = await publicClient.getChainId().catch(throwChainError('connecting to the chain'));
  assertSame('', told, { chainId });
  const isKnownCode = await assertRollup(parameters);

  const view = { address: told.rollup, abi: rollupAbi } as const;
  const [token, accessManager, domain, refundDelaySeconds, feeBps, openFeeWei, operatorSerial, opened] =
    await Promise.all([
      publicClient.readContract({ ...view, functionName: 'token' }),
      publicClient.readContract({ ...view, functionName: 'authority' }),
      publicClient.readContract({ ...view, functionName: 'domain' }),
      publicClient.readContract({ ...view, functionName: 'refundDelay' }),
      publicClient.readContract({ ...view, functionName: 'feeBps' }),
      publicClient.readContract({ ...view, functionName: 'openFeeWei' }),
      publicClient.readContract({ ...view, functionName: 'operatorSerial' }),
      // The constructor queues the operator's account.
      publicClient.getContractEvents({
        ...view,
        eventName: 'Opened',
        args: { serial: FIRST_SERIAL },
        fromBlock: told.deployedAtBlock,
        toBlock: told.deployedAtBlock,
      }),
    ]).catch(throwChainError('reading the rollup'));
  assertSame('', told, { token, accessManager, domain, refundDelaySeconds });
  // A rollup that answers what isn't its own would have its users sign for another.
  assertSame('', told, { domain: computeDomain(told) });
  if (opened.length === 0) {
    throw differs('deployedAtBlock', told.deployedAtBlock, 'the block in which the rollup was created');
  }
  await assertRoles(parameters);
  const { courts, rollup } = told;
  if (courts !== undefined) await confirmCourts({ publicClient, accessManager, rollup, courts });

  const present = { feeBps, openFeeWei, operatorSerial };
  const verifiers = await readVerifiers(parameters);
  const changes = [
    ...changesOf('', told, present),
    ...changesOf('verifiers.', told.verifiers, { ...noneOf(told.verifiers), ...verifiers }),
  ];
  return { deployment: { ...told, ...present, verifiers }, changes, isKnownCode };
}

/** @returns whether the rollup's code is this version's, which it has to be unless the caller knows the address */
async function assertRollup({ publicClient, deployment, rollup }: ConfirmDeploymentParameters): Promise<boolean> {
  const ofRollup = { publicClient, contract: 'rollup', address: deployment.rollup, field: 'rollup' } as const;
  if (rollup !== undefined) return hasKnownCode(ofRollup);
  await assertKnownCode(ofRollup);
  const address = deployment.accessManager;
  await assertKnownCode({ publicClient, contract: 'accessManager', address, field: 'accessManager' });
  return true;
}

async function assertRoles({ publicClient, deployment }: ConfirmDeploymentParameters): Promise<void> {
  const manager = { address: deployment.accessManager, abi: accessManagerAbi, functionName: 'hasRole' } as const;
  const roles = { admin: ADMIN_ROLE, operator: OPERATOR_ROLE } as const;
  for (const field of ['admin', 'operator'] as const) {
    const [isMember] = await publicClient
      .readContract({ ...manager, args: [roles[field], deployment[field]] })
      .catch(throwChainError('reading the roles'));
    if (!isMember) throw differs(field, deployment[field], `an account that has the role of the ${field}`);
  }
}

/** Of the shapes that this version knows, since those alone can be proved: who verifies them. */
async function readVerifiers({
  publicClient,
  deployment,
}: ConfirmDeploymentParameters): Promise<Record<string, Address>> {
  const found = await Promise.all(
    circuits.batch.shapes.map(async (shape) => {
      const registered = await publicClient
        .readContract(shapeOfCall(deployment.rollup, shape))
        .catch(throwChainError('reading the shapes'));
      return isShapeRegistered(shape, registered) ? ([[shape.name, registered[1]]] as const) : [];
    }),
  );
  return Object.fromEntries(found.flat());
}

function noneOf(names: object): Record<string, undefined> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, undefined]));
}

function changesOf(prefix: string, told: object, present: object): DeploymentChange[] {
  return Object.entries(present).flatMap(([name, value]) => {
    const given: unknown = (told as Record<string, unknown>)[name];
    return given === value ? [] : [{ field: prefix + name, given: given ?? null, present: value ?? null }];
  });
}
