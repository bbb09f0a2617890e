import { type Abi, type Address, encodeFunctionData, type Hex, toFunctionSelector } from 'viem';
import { accessManagerAbi } from '../generated/AccessManager.js';
import { stakeRegistryAbi } from '../generated/StakeRegistry.js';
import { assertAdmin } from './assertAdmin.js';
import { COURT_ROLE, INSURANCE_ROLE } from './courtRoles.js';
import type { DeploymentClients } from './DeploymentClients.js';
import { sendAndWait } from './sendAndWait.js';

export type GrantCourtRolesParameters = DeploymentClients & {
  accessManager: Address;
  stakeRegistry: Address;
  uptimeCourt: Address;
  /** May pay the insurance's money out; nobody when left out. */
  insurance?: Address | undefined;
};

/** `readyAt`: unix seconds from which the announced calls can be carried out; undefined when all roles are in place. */
export type GrantedCourtRoles = { readyAt: number | undefined };

/**
 * Lets the court slash, and the insurance's vault pay out. Does only what isn't done yet, so it may be repeated. Where the admin has
 * to announce its acts, the first call announces them and a later one, from `readyAt` on, carries them out.
 *
 * @throws ContractsError `deployment/not-admin` when the wallet isn't the AccessManager's admin, `deployment/transaction-failed`
 */
export async function grantCourtRoles(parameters: GrantCourtRolesParameters): Promise<GrantedCourtRoles> {
  const { publicClient, walletClient, accessManager } = parameters;
  const clients = { publicClient, walletClient };
  const manager = { address: accessManager, abi: accessManagerAbi } as const;
  const { address: admin } = walletClient.account;
  const delaySeconds = await assertAdmin(parameters);
  const send = (data: Hex, what: string) =>
    sendAndWait(clients, { abi: accessManagerAbi as Abi, to: accessManager, data, what });
  let readyAt: number | undefined;
  for (const data of await missingCalls(parameters)) {
    if (delaySeconds === 0) {
      await send(data, "granting of the courts' roles");
      continue;
    }
    const { timestamp } = await publicClient.getBlock();
    const id = await publicClient.readContract({
      ...manager,
      functionName: 'hashOperation',
      args: [admin, accessManager, data],
    });
    const scheduledFor = await publicClient.readContract({ ...manager, functionName: 'getSchedule', args: [id] });
    if (scheduledFor !== 0 && scheduledFor <= timestamp) {
      await send(data, "granting of the courts' roles");
      continue;
    }
    if (scheduledFor === 0) {
      const schedule = { abi: accessManagerAbi, functionName: 'schedule', args: [accessManager, data, 0] } as const;
      const { blockNumber } = await send(encodeFunctionData(schedule), "announcement of the courts' roles");
      const block = await publicClient.getBlock({ blockNumber });
      readyAt = Math.max(readyAt ?? 0, Number(block.timestamp) + delaySeconds);
    } else {
      readyAt = Math.max(readyAt ?? 0, scheduledFor);
    }
  }
  return { readyAt };
}

/** The calls of the AccessManager whose effect isn't there yet. */
async function missingCalls(parameters: GrantCourtRolesParameters): Promise<Hex[]> {
  const { publicClient, accessManager, stakeRegistry, uptimeCourt, insurance } = parameters;
  const manager = { address: accessManager, abi: accessManagerAbi } as const;
  const calls: Hex[] = [];
  const functions = [
    { name: 'slash', role: COURT_ROLE },
    { name: 'withdrawInsurance', role: INSURANCE_ROLE },
  ] as const;
  for (const { name, role } of functions) {
    const selector = selectorOf(name);
    const args = [stakeRegistry, selector] as const;
    const present = await publicClient.readContract({ ...manager, functionName: 'getTargetFunctionRole', args });
    if (present !== role) calls.push(setRole(stakeRegistry, selector, role));
  }
  const members = [
    { role: COURT_ROLE, account: uptimeCourt },
    ...(insurance === undefined ? [] : [{ role: INSURANCE_ROLE, account: insurance }]),
  ];
  for (const { role, account } of members) {
    const args = [role, account] as const;
    const [isMember] = await publicClient.readContract({ ...manager, functionName: 'hasRole', args });
    if (isMember) continue;
    calls.push(encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args: [role, account, 0] }));
  }
  return calls;
}

function setRole(target: Address, selector: Hex, role: bigint): Hex {
  const args = [target, [selector], role] as const;
  return encodeFunctionData({ abi: accessManagerAbi, functionName: 'setTargetFunctionRole', args });
}

function selectorOf(name: 'slash' | 'withdrawInsurance'): Hex {
  const found = stakeRegistryAbi.find((entry) => entry.type === 'function' && entry.name === name);
  if (found?.type !== 'function') throw new TypeError(`The ABI of the stake registry lacks ${name}.`);
  return toFunctionSelector(found);
}
