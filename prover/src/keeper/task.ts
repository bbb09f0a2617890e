import type { CourtsDeployment } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { courtCall, registryCall } from '../chain/stake/ContractCall.js';
import { kindNumber, type StakeKind } from '../chain/stake/types.js';
import type { ContractCall } from '../chain/transactions/call.js';

/** Something that is due at the courts and that anyone may do. */
export type KeeperTask =
  /** Fix the committees of the next epoch. */
  | { kind: 'draw-seed'; epoch: number }
  /** A watcher posted no root. */
  | { kind: 'slash-absent'; epoch: number; position: number; watcher: Address }
  /** A committee member didn't answer a demand. */
  | { kind: 'strike'; epoch: number; provider: Address; member: number }
  /** A provider proved nothing in time. */
  | { kind: 'slash-silent'; epoch: number; provider: Address }
  /** An active account's stake doesn't meet its requirement any more, as the rates changed. */
  | { kind: 'enforce'; accountKind: StakeKind; account: Address }
  /** An account stayed below its requirement beyond its grace. */
  | { kind: 'liquidate'; accountKind: StakeKind; account: Address };

/** What a keeper looks after. */
export type KeeperContracts = Pick<CourtsDeployment, 'stakeRegistry' | 'uptimeCourt' | 'deployedAtBlock'>;

/** A task's name in the journal: the same for the same task, another for every other one. */
export function taskKey(task: KeeperTask): string {
  switch (task.kind) {
    case 'draw-seed':
      return `draw-seed:${task.epoch}`;
    case 'slash-absent':
      return `slash-absent:${task.epoch}:${task.position}`;
    case 'strike':
      return `strike:${task.epoch}:${task.provider}:${task.member}`;
    case 'slash-silent':
      return `slash-silent:${task.epoch}:${task.provider}`;
    case 'enforce':
    case 'liquidate':
      return `${task.kind}:${task.accountKind}:${task.account}`;
  }
}

/** The call that does a task. */
export function taskCall({ stakeRegistry, uptimeCourt }: KeeperContracts, task: KeeperTask): ContractCall {
  switch (task.kind) {
    case 'draw-seed':
      return courtCall(uptimeCourt, 'drawSeed', [task.epoch]);
    case 'slash-absent':
      return courtCall(uptimeCourt, 'slashAbsentWatcher', [task.epoch, task.position]);
    case 'strike':
      return courtCall(uptimeCourt, 'strike', [task.provider, task.epoch, task.member]);
    case 'slash-silent':
      return courtCall(uptimeCourt, 'slashSilentProvider', [task.provider, task.epoch]);
    case 'enforce':
      return registryCall(stakeRegistry, 'enforceRequirement', [kindNumber(task.accountKind), task.account]);
    case 'liquidate':
      return registryCall(stakeRegistry, 'liquidate', [kindNumber(task.accountKind), task.account]);
  }
}
