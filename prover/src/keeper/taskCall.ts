import type { ContractCall } from '../chain/contractCall.js';
import { courtCall, registryCall } from '../stake/ContractCall.js';
import { kindNumber } from '../stake/kindNumber.js';
import type { KeeperContracts } from './KeeperContracts.js';
import type { KeeperTask } from './KeeperTask.js';

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
