import { type Abi, type Address, encodeFunctionData, type Hex, toFunctionSelector } from 'viem';
import { accessManagerAbi } from '../generated/AccessManager.js';
import { stakeRegistryAbi } from '../generated/StakeRegistry.js';
import { assertAdmin } from './assertAdmin.js';
import type { DeploymentClients } from './DeploymentClients.js';
import { INSURANCE_ROLE } from './INSURANCE_ROLE.js';
import { sendAndWait } from './sendAndWait.js';

export type GrantCourtRolesParameters = DeploymentClients & {
  accessManager: Address;
  stakeRegistry: Address;
  uptimeCourt: Address;
  /** May pay the insurance's money out; nobody when left out. */
  insurance?: Address | undefined;
};

/** `readyAt`: unix seconds from which the announced calls can be carried out; undefined when everything is in place. */
export type GrantedCourtRoles = { readyAt: number | undefined };

const GRANTING = "granting of the courts' roles";

type Call = { to: Address; abi: Abi; data: Hex };

/**
 * Lets the court slash, which the registry keeps itself, and the insurance's vault pay out, and seals the registry's set-up, after which
 * stakes are taken. Does only what isn't done yet, so it may be repeated. Where the admin has to announce its acts, the first call
 * announces them and a later one, from `readyAt` on, carries them out.
 *
 * @throws ContractsError `deployment/not-admin` when the wallet isn't the AccessManager's admin, `deployment/transaction-failed`
 *
 * @example
 * import { grantCourtRoles } from '@tallystick/verifier-contracts';
 *
 * const { accessManager } = deployment;
 * const { readyAt } = await grantCourtRoles({ publicClient, walletClient, accessManager, stakeRegistry, uptimeCourt });
 * console.log(readyAt === undefined ? 'in place' : `announced; call again from ${readyAt} on`);
 */
export async function grantCourtRoles(parameters: GrantCourtRolesParameters): Promise<GrantedCourtRoles> {
  const { publicClient, walletClient, accessManager } = parameters;
  const clients = { publicClient, walletClient };
  const manager = { address: accessManager, abi: accessManagerAbi } as const;
  const { address: admin } = walletClient.account;
  const delaySeconds = await assertAdmin(parameters);
  let readyAt: number | undefined;
  for (const call of await missingCalls(parameters)) {
    const { to, data } = call;
    if (delaySeconds === 0) {
      await sendAndWait(clients, { ...call, what: GRANTING });
      continue;
    }
    const { timestamp } = await publicClient.getBlock();
    const id = await publicClient.readContract({
      ...manager,
      functionName: 'hashOperation',
      args: [admin, to, data],
    });
    const scheduledFor = await publicClient.readContract({ ...manager, functionName: 'getSchedule', args: [id] });
    // None before the one ahead of it.
    if (scheduledFor !== 0 && scheduledFor <= timestamp && readyAt === undefined) {
      await sendAndWait(clients, { ...call, what: GRANTING });
      continue;
    }
    if (scheduledFor === 0) {
      const { blockNumber } = await sendAndWait(clients, {
        to: accessManager,
        abi: accessManagerAbi as Abi,
        data: encodeFunctionData({ abi: accessManagerAbi, functionName: 'schedule', args: [to, data, 0] }),
        what: "announcement of the courts' roles",
      });
      const block = await publicClient.getBlock({ blockNumber });
      readyAt = Math.max(readyAt ?? 0, Number(block.timestamp) + delaySeconds);
    } else {
      readyAt = Math.max(readyAt ?? 0, scheduledFor);
    }
  }
  return { readyAt };
}

/** The calls whose effect isn't there yet. */
async function missingCalls(parameters: GrantCourtRolesParameters): Promise<Call[]> {
  const { publicClient, accessManager, stakeRegistry, uptimeCourt, insurance } = parameters;
  const manager = { address: accessManager, abi: accessManagerAbi } as const;
  const registry = { address: stakeRegistry, abi: stakeRegistryAbi } as const;
  const calls: Call[] = [];
  const callManager = (data: Hex) => calls.push({ to: accessManager, abi: accessManagerAbi as Abi, data });
  const callRegistry = (data: Hex) => calls.push({ to: stakeRegistry, abi: stakeRegistryAbi as Abi, data });
  if ((await publicClient.readContract({ ...registry, functionName: 'slashesFrom', args: [uptimeCourt] })) === 0) {
    callRegistry(encodeFunctionData({ abi: stakeRegistryAbi, functionName: 'setCourt', args: [uptimeCourt, true] }));
  }
  const selector = withdrawInsuranceSelector();
  const present = await publicClient.readContract({
    ...manager,
    functionName: 'getTargetFunctionRole',
    args: [stakeRegistry, selector],
  });
  if (present !== INSURANCE_ROLE) {
    const args = [stakeRegistry, [selector], INSURANCE_ROLE] as const;
    callManager(encodeFunctionData({ abi: accessManagerAbi, functionName: 'setTargetFunctionRole', args }));
  }
  if (insurance !== undefined) {
    const args = [INSURANCE_ROLE, insurance] as const;
    const [isMember] = await publicClient.readContract({ ...manager, functionName: 'hasRole', args });
    const grant = [...args, 0] as const;
    if (!isMember) callManager(encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args: grant }));
  }
  // Last: a court that comes after it would have to wait.
  if (!(await publicClient.readContract({ ...registry, functionName: 'isSealed' }))) {
    callRegistry(encodeFunctionData({ abi: stakeRegistryAbi, functionName: 'seal' }));
  }
  return calls;
}

function withdrawInsuranceSelector(): Hex {
  const found = stakeRegistryAbi.find((entry) => entry.type === 'function' && entry.name === 'withdrawInsurance');
  if (found?.type !== 'function') throw new TypeError('The ABI of the stake registry lacks withdrawInsurance.');
  return toFunctionSelector(found);
}
